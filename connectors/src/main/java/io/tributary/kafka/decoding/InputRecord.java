package io.tributary.kafka.decoding;

import io.tributary.example.Example;
import io.tributary.format.SeenFields;
import io.tributary.model.BlockMessage;
import io.tributary.rejected.RejectedRecord;

/**
 * What a replica or a batcher is given: what became of a record of the input topic, or what comes
 * back through the topic of their loop.
 */
public sealed interface InputRecord {
  /**
   * The record is an example.
   *
   * @param example the example
   */
  record Decoded(Example example) implements InputRecord {}

  /**
   * The record can't be used.
   *
   * @param record the record, and why
   */
  record Rejected(RejectedRecord record) implements InputRecord {}

  /**
   * A record of the updates topic.
   *
   * @param message what a master says, as far as a reader can tell
   * @param partition where the record is
   * @param offset where the record is
   */
  record MasterMessage(BlockMessage message, int partition, long offset) implements InputRecord {}

  /**
   * Not a record, but what the first ones of a source have.
   *
   * @param fields which fields
   */
  record Looked(SeenFields fields) implements InputRecord {}

  /** A record of the updates topic that can't be used; it may have been written over another. */
  record Skipped() implements InputRecord {}

  /**
   * A record of the errors topic of a model that is dealt out to shards. Those who are given it
   * know its layout.
   *
   * @param value the record's bytes, which nobody changes
   */
  record LoopRecord(byte[] value) implements InputRecord {
    @Override
    public String toString() {
      return "LoopRecord[bytes=" + value.length + "]";
    }
  }

  /** No example will follow. */
  record Ended() implements InputRecord {}

  /** Returns the key by which examples are partitioned; that of all else is 0. */
  default long key() {
    return this instanceof Decoded decoded ? decoded.example().key() : 0;
  }
}
