package io.tributary.format;

import java.util.List;

/**
 * What the first records of a source were seen to have, since it was last told. Added up over all
 * sources and times, a field that is missing and never seen is one that no record has.
 *
 * @param records how many records were looked at
 * @param seen needed fields that some of them have
 * @param missing needed fields that none has had so far
 * @param others names of other fields, a bounded number of them
 */
public record SeenFields(
    long records, List<String> seen, List<String> missing, List<String> others) {
  public SeenFields {
    seen = List.copyOf(seen);
    missing = List.copyOf(missing);
    others = List.copyOf(others);
  }
}
