package io.tributary.merge;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
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
    records.get(message.block()).add(out.toByteArray());
  }

  BlockMessage read(int block, int offset) {
    return BlockMessageCodec.INSTANCE.decode(new ByteReader(records.get(block).get(offset)));
  }

  int size(int block) {
    return records.get(block).size();
  }
}
