package io.tributary.format;

import io.tributary.example.FieldValues;
import java.util.List;

/** Reads the needed fields out of records of one format. Need not be thread safe. */
public interface ExampleFormat {
  /** Returns the name in pipeline files. */
  String name();

  /**
   * Puts the needed fields of a record into {@code out}, whose former content is lost. After an
   * exception its content is undefined.
   *
   * @throws io.tributary.example.UnusableRecordException when the record is not of this format;
   *     nothing else, whatever the bytes are
   */
  void decode(byte[] record, int offset, int length, FieldValues out);

  /**
   * Returns the names of all fields of a record that can be decoded, in order. It takes its time.
   */
  List<String> fieldNames(byte[] record, int offset, int length);
}
