package io.tributary.sharded;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.sharded.ShardMessage.Part;
import java.util.List;

/**
 * Layout of a {@link ShardState}; part is that of {@link ShardMessageCodec}:
 *
 * <pre>
 * | block varint | generation varint | version varint | digests | examples varint
 * | newestEventTime 8 | newExamples varint | oldestSentTime 8
 * | n varint | gap of a touched row varint * n | n varint | touched key 8 * n
 * | epoch signed varint | round varint | turn varint | begun 1
 * | sources varint | { end 8 | applied varint | time of last batch 8 | of the one before 8
 *   | n varint | kept * n } * sources
 * | n varint | part * n |
 *
 * kept | part | n varint | sum 4 * (n - 1), n is 0 without sums |
 * </pre>
 */
public final class ShardStateCodec implements Codec<ShardState> {
  /** The codec. */
  public static final ShardStateCodec INSTANCE = new ShardStateCodec();

  private ShardStateCodec() {}

  @Override
  public String name() {
    return "shard-state";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(ShardState value, ByteWriter out) {
    out.writeVarInt(value.block);
    out.writeVarLong(value.generation);
    out.writeVarLong(value.version);
    BlockMessageCodec.writeDigests(value.digests, out);
    out.writeVarLong(value.examples);
    out.writeLong(value.newestEventTime);
    out.writeVarLong(value.newExamples);
    out.writeLong(value.oldestSentTime);
    int[] touched = value.touchedRows();
    out.writeVarInt(touched.length);
    out.writeGaps(touched);
    long[] keys = value.touchedKeys.keys();
    out.writeVarInt(keys.length);
    out.writeLongs(keys, 0, keys.length);
    out.writeSignedVarLong(value.epoch);
    out.writeVarLong(value.round);
    out.writeVarInt(value.turn);
    out.writeBoolean(value.begun);
    out.writeVarInt(value.ends.length);
    for (int source = 0; source < value.ends.length; source++) {
      out.writeLong(value.ends[source]);
      out.writeVarLong(value.applied[source]);
      out.writeLong(value.times.last[source]);
      out.writeLong(value.times.before[source]);
      writeKept(value.parts.get(source), out);
    }
    writeParts(value.later, out);
  }

  private static void writeParts(List<Part> parts, ByteWriter out) {
    out.writeVarInt(parts.size());
    for (Part part : parts) {
      ShardMessageCodec.writePart(part, out);
    }
  }

  private static void writeKept(List<KeptPart> parts, ByteWriter out) {
    out.writeVarInt(parts.size());
    for (KeptPart kept : parts) {
      ShardMessageCodec.writePart(kept.part(), out);
      float[] sums = kept.sums();
      out.writeVarInt(sums == null ? 0 : sums.length + 1);
      if (sums != null) {
        out.writeFloats(sums, 0, sums.length);
      }
    }
  }

  private static void readKept(ByteReader in, ShardState state, int source) {
    state.forwarded[source] = state.applied[source];
    int count = in.readCount(7);
    for (int i = 0; i < count; i++) {
      Part part = ShardMessageCodec.readPart(in);
      int size = in.readVarInt() - 1;
      if (4L * size > in.remaining()) {
        throw new CorruptDataException(
            "sums exceed the data: sums=" + size + " bytes=" + in.remaining());
      }
      float[] sums = size < 0 ? null : new float[size];
      if (sums != null) {
        in.readFloats(sums, 0, size);
        state.forwarded[source]++;
      }
      state.parts.get(source).add(new KeptPart(part, sums));
    }
  }

  private static void readParts(ByteReader in, List<Part> target) {
    int count = in.readCount(6);
    for (int i = 0; i < count; i++) {
      target.add(ShardMessageCodec.readPart(in));
    }
  }

  @Override
  public ShardState decode(ByteReader in) {
    ShardState state = new ShardState(in.readVarInt());
    state.generation = ShardMessageCodec.readNumber(in);
    state.version = ShardMessageCodec.readNumber(in);
    state.digests = BlockMessageCodec.readDigests(in);
    state.examples = ShardMessageCodec.readNumber(in);
    state.newestEventTime = in.readLong();
    state.newExamples = ShardMessageCodec.readNumber(in);
    state.oldestSentTime = in.readLong();
    readTouched(in, state);
    long epoch = in.readSignedVarLong();
    long round = ShardMessageCodec.readNumber(in);
    int turn = in.readVarInt();
    boolean begun = in.readBoolean();
    state.resize(epoch, new long[in.readCount(26)]);
    if (epoch < ShardState.NO_EPOCH || turn > state.ends.length) {
      throw new CorruptDataException(
          "shard can't have come so far: epoch="
              + epoch
              + " turn="
              + turn
              + " sources="
              + state.ends.length);
    }
    state.round = round;
    state.turn = turn;
    state.begun = begun;
    for (int source = 0; source < state.ends.length; source++) {
      state.ends[source] = in.readLong();
      state.applied[source] = ShardMessageCodec.readNumber(in);
      state.times.last[source] = in.readLong();
      state.times.before[source] = in.readLong();
      readKept(in, state, source);
    }
    readParts(in, state.later);
    return state;
  }

  private static void readTouched(ByteReader in, ShardState state) {
    int[] touched = new int[in.readCount(1)];
    in.readGaps(touched);
    state.readTouched = touched;
    state.touchedKeys.addAll(in.readLongs(in.readCount(Long.BYTES)));
  }

  @Override
  public boolean isImmutable() {
    return false;
  }

  @Override
  public ShardState copy(ShardState value) {
    return value.copy();
  }
}
