package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.codec.SparseValuesCodec;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Layout of a {@link ReplicaMessage}:
 *
 * <pre>
 * | kind 1 | block varint | replica varint |
 * 1 registered | replicas varint | session 8 | generation varint |
 * 3 registered, rescaled | as 1 | n varint | delta * n |
 * 2 delta  | round varint | baseVersion varint | examples varint | activeCoordinates varint | last 1
 *          | newestEventTime 8 | oldestSentTime 8 | changes |
 * </pre>
 */
public final class ReplicaMessageCodec implements Codec<ReplicaMessage> {
  /** The codec. */
  public static final ReplicaMessageCodec INSTANCE = new ReplicaMessageCodec();

  private static final int REGISTERED = 1;
  private static final int DELTA = 2;
  private static final int RESCALED = 3;

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
    out.writeByte(kind(value));
    out.writeVarInt(value.block());
    out.writeVarInt(value.replica());
    if (value instanceof Registered registered) {
      out.writeVarInt(registered.replicas());
      out.writeLong(registered.session());
      out.writeVarLong(registered.generation());
      if (registered.rescaled()) {
        writeDeltas(registered.leftovers(), out);
      }
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

  private static int kind(ReplicaMessage value) {
    if (value instanceof Registered registered) {
      return registered.rescaled() ? RESCALED : REGISTERED;
    }
    return DELTA;
  }

  static void writeDeltas(Collection<Delta> deltas, ByteWriter out) {
    out.writeVarInt(deltas.size());
    for (Delta delta : deltas) {
      INSTANCE.encode(delta, out);
    }
  }

  static List<Delta> readDeltas(ByteReader in) {
    int count = in.readCount(4);
    List<Delta> deltas = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      deltas.add(readDelta(in));
    }
    return deltas;
  }

  static Delta readDelta(ByteReader in) {
    if (INSTANCE.decode(in) instanceof Delta delta) {
      return delta;
    }
    throw new CorruptDataException("unexpected replica message: allowed=delta");
  }

  @Override
  public ReplicaMessage decode(ByteReader in) {
    int kind = in.readByte();
    int block = in.readVarInt();
    int replica = in.readVarInt();
    return switch (kind) {
      case REGISTERED ->
          new Registered(block, replica, in.readVarInt(), in.readLong(), in.readVarLong());
      case RESCALED ->
          new Registered(
              block,
              replica,
              in.readVarInt(),
              in.readLong(),
              in.readVarLong(),
              true,
              readDeltas(in));
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
              "unknown replica message kind: kind=" + kind + " allowed=1..3");
    };
  }
}
