package io.tributary.sharded;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.ExampleCodec;
import io.tributary.example.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of a {@link BatcherSnapshot}; former is that of {@link ShardMessageCodec}:
 *
 * <pre>
 * | index varint | sources varint | epoch varint | generation varint | round varint
 * | answered varint | learned varint | inputEnded 1 | lastSent 1
 * | n varint | former * n | n varint | example * n |
 * </pre>
 */
public final class BatcherSnapshotCodec implements Codec<BatcherSnapshot> {
  /** The codec. */
  public static final BatcherSnapshotCodec INSTANCE = new BatcherSnapshotCodec();

  private BatcherSnapshotCodec() {}

  @Override
  public String name() {
    return "batcher-snapshot";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(BatcherSnapshot value, ByteWriter out) {
    out.writeVarInt(value.index());
    out.writeVarInt(value.sources());
    out.writeVarLong(value.epoch());
    out.writeVarLong(value.generation());
    out.writeVarLong(value.round());
    out.writeVarLong(value.answered());
    out.writeVarLong(value.learned());
    out.writeBoolean(value.inputEnded());
    out.writeBoolean(value.lastSent());
    ShardMessageCodec.writeEpochs(value.former(), out);
    out.writeVarInt(value.held().size());
    for (Example example : value.held()) {
      ExampleCodec.INSTANCE.encode(example, out);
    }
  }

  @Override
  public BatcherSnapshot decode(ByteReader in) {
    return new BatcherSnapshot(
        in.readVarInt(),
        in.readVarInt(),
        ShardMessageCodec.readNumber(in),
        ShardMessageCodec.readNumber(in),
        ShardMessageCodec.readNumber(in),
        ShardMessageCodec.readNumber(in),
        ShardMessageCodec.readNumber(in),
        in.readBoolean(),
        in.readBoolean(),
        ShardMessageCodec.readEpochs(in),
        readHeld(in));
  }

  private static List<Example> readHeld(ByteReader in) {
    int count = in.readCount(32);
    List<Example> held = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      held.add(ExampleCodec.INSTANCE.decode(in));
    }
    return held;
  }
}
