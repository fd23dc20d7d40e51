package io.tributary.sharded;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.sharded.CombinerMessage.Joined;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Outranked;
import io.tributary.sharded.CombinerMessage.Partial;

/**
 * Layout of a {@link CombinerMessage}:
 *
 * <pre>
 * | kind 1 | source varint | epoch varint |
 * 1 joined   | block varint | sources varint | session 8 | begun signed varint
 *            | generation varint |
 * 2 labels   | round varint | flags 1: last 1, all weights are one 2
 *            | newestEventTime 8 | oldestSentTime 8
 *            | n varint | label 4 * n | weight 4 * n, absent when all are one |
 * 3 partial  | block varint | round varint | n varint | gap of a member varint * n
 *            | n varint | sum 4 * n |
 * 4 outranked, whose epoch is 0 | generation varint |
 * </pre>
 */
public final class CombinerMessageCodec implements Codec<CombinerMessage> {
  /** The codec. */
  public static final CombinerMessageCodec INSTANCE = new CombinerMessageCodec();

  private static final int JOINED = 1;
  private static final int LABELS = 2;
  private static final int PARTIAL = 3;
  private static final int OUTRANKED = 4;
  private static final int LAST = 1;
  private static final int ONES = 2;
  private static final float[] NO_WEIGHTS = {};

  private CombinerMessageCodec() {}

  @Override
  public String name() {
    return "combiner-message";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(CombinerMessage value, ByteWriter out) {
    if (value instanceof Joined joined) {
      start(JOINED, joined.source(), joined.epoch(), out);
      out.writeVarInt(joined.block());
      out.writeVarInt(joined.sources());
      out.writeLong(joined.session());
      out.writeSignedVarLong(joined.begun());
      out.writeVarLong(joined.generation());
    } else if (value instanceof Labels labels) {
      start(LABELS, labels.source(), labels.epoch(), out);
      writeLabels(labels, out);
    } else if (value instanceof Partial partial) {
      start(PARTIAL, partial.source(), partial.epoch(), out);
      out.writeVarInt(partial.block());
      out.writeVarLong(partial.round());
      out.writeVarInt(partial.members().length);
      out.writeGaps(partial.members());
      out.writeVarInt(partial.sums().length);
      out.writeFloats(partial.sums(), 0, partial.sums().length);
    } else if (value instanceof Outranked outranked) {
      start(OUTRANKED, outranked.source(), 0, out);
      out.writeVarLong(outranked.generation());
    }
  }

  private static void start(int kind, int source, long epoch, ByteWriter out) {
    out.writeByte(kind);
    out.writeVarInt(source);
    out.writeVarLong(epoch);
  }

  private static void writeLabels(Labels labels, ByteWriter out) {
    boolean ones = labels.weights().length == 0;
    out.writeVarLong(labels.round());
    out.writeByte((labels.last() ? LAST : 0) | (ones ? ONES : 0));
    out.writeLong(labels.newestEventTime());
    out.writeLong(labels.oldestSentTime());
    out.writeVarInt(labels.labels().length);
    out.writeFloats(labels.labels(), 0, labels.labels().length);
    if (!ones) {
      out.writeFloats(labels.weights(), 0, labels.weights().length);
    }
  }

  static Labels readLabels(ByteReader in) {
    if (INSTANCE.decode(in) instanceof Labels labels) {
      return labels;
    }
    throw new CorruptDataException("unexpected combiner message: allowed=labels");
  }

  static Partial readPartial(ByteReader in) {
    if (INSTANCE.decode(in) instanceof Partial partial) {
      return partial;
    }
    throw new CorruptDataException("unexpected combiner message: allowed=partial");
  }

  @Override
  public CombinerMessage decode(ByteReader in) {
    int kind = in.readByte();
    int source = in.readVarInt();
    long epoch = ShardMessageCodec.readNumber(in);
    return switch (kind) {
      case JOINED -> readJoined(source, epoch, in);
      case OUTRANKED -> new Outranked(source, ShardMessageCodec.readNumber(in));
      case LABELS -> readLabels(source, epoch, in);
      case PARTIAL -> readPartial(source, epoch, in);
      default ->
          throw new CorruptDataException(
              "unknown combiner message kind: kind=" + kind + " allowed=1..4");
    };
  }

  private static Joined readJoined(int source, long epoch, ByteReader in) {
    int block = in.readVarInt();
    int sources = in.readVarInt();
    long session = in.readLong();
    long begun = in.readSignedVarLong();
    long generation = ShardMessageCodec.readNumber(in);
    return new Joined(block, source, sources, session, epoch, begun, generation);
  }

  private static Labels readLabels(int source, long epoch, ByteReader in) {
    long round = ShardMessageCodec.readNumber(in);
    int flags = in.readByte();
    long newestEventTime = in.readLong();
    long oldestSentTime = in.readLong();
    boolean ones = (flags & ONES) != 0;
    float[] labels = new float[in.readCount(ones ? 4 : 8)];
    if (flags > (LAST | ONES) || (labels.length == 0 && !ones)) {
      throw new CorruptDataException("unknown flags of labels: flags=" + flags);
    }
    float[] weights = ones ? NO_WEIGHTS : new float[labels.length];
    in.readFloats(labels, 0, labels.length);
    in.readFloats(weights, 0, weights.length);
    boolean last = (flags & LAST) != 0;
    return new Labels(source, epoch, round, last, labels, weights, newestEventTime, oldestSentTime);
  }

  private static Partial readPartial(int source, long epoch, ByteReader in) {
    int block = in.readVarInt();
    long round = ShardMessageCodec.readNumber(in);
    int[] members = new int[in.readCount(1)];
    in.readGaps(members);
    float[] sums = new float[in.readCount(4)];
    in.readFloats(sums, 0, sums.length);
    return new Partial(block, source, epoch, round, members, sums);
  }
}
