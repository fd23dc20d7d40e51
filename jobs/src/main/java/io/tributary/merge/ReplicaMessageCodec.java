package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.codec.SparseValuesCodec;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Joined;

/**
 * Layout of a {@link ReplicaMessage}:
 *
 * <pre>
 * | kind 1 | block varint | replica varint |
 * 1 joined | replicas varint | session 8 | generation varint |
 * 2 delta  | round varint | baseVersion varint | examples varint | activeCoordinates varint | last 1
 *          | newestEventTime 8 | oldestSentTime 8 | changes |
 * </pre>
 */
public final class ReplicaMessageCodec implements Codec<ReplicaMessage> {
  /** The codec. */
  public static final ReplicaMessageCodec INSTANCE = new ReplicaMessageCodec();

  private static final int JOINED = 1;
  private static final int DELTA = 2;

  private ReplicaMessageCodec() {}

  @Override
  public String name() {
    return "replica-message";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(ReplicaMessage value, ByteWriter out) {
    out.writeByte(value instanceof Joined ? JOINED : DELTA);
    out.writeVarInt(value.block());
    out.writeVarInt(value.replica());
    if (value instanceof Joined joined) {
      out.writeVarInt(joined.replicas());
      out.writeLong(joined.session());
      out.writeVarLong(joined.generation());
    } else if (value instanceof Delta delta) {
      out.writeVarLong(delta.round());
      out.writeVarLong(delta.baseVersion());
      out.writeVarInt(delta.examples());
      out.writeVarLong(delta.activeCoordinates());
      out.writeBoolean(delta.last());
      out.writeLong(delta.newestEventTime());
      out.writeLong(delta.oldestSentTime());
      SparseValuesCodec.INSTANCE.encode(delta.changes(), out);
    }
  }

  @Override
  public ReplicaMessage decode(ByteReader in) {
    int kind = in.readByte();
    int block = in.readVarInt();
    int replica = in.readVarInt();
    return switch (kind) {
      case JOINED -> new Joined(block, replica, in.readVarInt(), in.readLong(), in.readVarLong());
      case DELTA ->
          new Delta(
              block,
              replica,
              in.readVarLong(),
              in.readVarLong(),
              in.readVarInt(),
              in.readVarLong(),
              in.readBoolean(),
              in.readLong(),
              in.readLong(),
              SparseValuesCodec.INSTANCE.decode(in));
      default ->
          throw new CorruptDataException(
              "unknown replica message kind: kind=" + kind + " allowed=1..2");
    };
  }
}
