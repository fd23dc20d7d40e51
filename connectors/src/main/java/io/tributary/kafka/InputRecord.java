package io.tributary.kafka;

import io.tributary.example.Example;
import io.tributary.rejected.RejectedRecord;

/** What became of a record of the input topic. */
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

  /** Returns the key by which examples are partitioned; that of a refused record is 0. */
  default long key() {
    return this instanceof Accepted accepted ? accepted.example().key() : 0;
  }
}
