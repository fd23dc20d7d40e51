package io.tributary.kafka;

import io.tributary.example.Example;
import io.tributary.rejected.RejectedRecord;
import java.util.List;

/** What became of a record of the input topic, or of some. */
public sealed interface InputRecord {
  /**
   * The record is an example.
   *
   * @param example the example
   */
  record Accepted(Example example) implements InputRecord {}

  /**
   * The record can't be used.
   *
   * @param record the record, and why
   */
  record Refused(RejectedRecord record) implements InputRecord {}

  /**
   * Some records in a row are examples: handed on together they cost less.
   *
   * @param examples the examples, in their order
   */
  record Batch(List<Example> examples) implements InputRecord {
    /** Creates a batch. */
    public Batch {
      examples = List.copyOf(examples);
    }
  }

  /** Returns the key by which examples are partitioned; that of all else is 0. */
  default long key() {
    return this instanceof Accepted accepted ? accepted.example().key() : 0;
  }
}
