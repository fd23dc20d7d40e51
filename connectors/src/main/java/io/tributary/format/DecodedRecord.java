package io.tributary.format;

import io.tributary.example.Example;
import io.tributary.example.RejectReason;

/** What became of a record. */
public sealed interface DecodedRecord {
  /**
   * The record is an example.
   *
   * @param example the example
   */
  record Decoded(Example example) implements DecodedRecord {}

  /**
   * The record can't be used.
   *
   * @param reason why, for programs
   * @param detail why, for people
   */
  record Rejected(RejectReason reason, String detail) implements DecodedRecord {}
}
