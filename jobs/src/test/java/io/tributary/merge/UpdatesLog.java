package io.tributary.merge;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import java.util.ArrayList;
import java.util.List;

/** The updates topic: per block a durable, append-only log that outlives every incarnation. */
final class UpdatesLog {
  private final List<List<byte[]>> records = new ArrayList<>();

  UpdatesLog(int blocks) {
    for (int block = 0; block < blocks; block++) {
      records.add(new ArrayList<>());
    }
  }

  void append(BlockMessage message) {
    ByteWriter out = new ByteWriter();
    BlockMessageCodec.INSTANCE.encode(message, out);
    append(message.block(), out.toByteArray());
  }

  /** Adds a record, whatever it is, to the log of a block. */
  void append(int block, byte[] record) {
    records.get(block).add(record);
  }

  byte[] read(int block, int offset) {
    return records.get(block).get(offset);
  }

  int size(int block) {
    return records.get(block).size();
  }
}
