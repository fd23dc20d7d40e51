package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.codec.SparseValuesCodec;
import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.SparseValues;
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
 * 2, 4, 5  | round varint | baseVersion varint | examples varint | activeCoordinates varint | last 1
 *   delta  | newestEventTime 8 | oldestSentTime 8 | frontier 8
 *          | changes | curvature |
 *
 * curvature of 4 | code 1 * coordinates of the changes |
 *           of 5 | perMass 4 |
 * </pre>
 *
 * Kind 2 is what version 1 wrote, without frontier and curvature.
 */
public final class ReplicaMessageCodec implements Codec<ReplicaMessage> {
  /** The codec. */
  public static final ReplicaMessageCodec INSTANCE = new ReplicaMessageCodec();

  private static final int REGISTERED = 1;
  private static final int DELTA_OF_VERSION_1 = 2;
  private static final int RESCALED = 3;
  private static final int DELTA_OF_EACH = 4;
  private static final int DELTA_OF_MASS = 5;

  private ReplicaMessageCodec() {}

  @Override
  public String name() {
    return "replica-message";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public int oldestReadable() {
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
      out.writeLong(delta.frontier());
      SparseValuesCodec.INSTANCE.encode(delta.changes(), out);
      writeCurvature(delta.curvature(), out);
    }
  }

  private static int kind(ReplicaMessage value) {
    if (value instanceof Registered registered) {
      return registered.rescaled() ? RESCALED : REGISTERED;
    }
    return value instanceof Delta delta && delta.curvature().isOfEach()
        ? DELTA_OF_EACH
        : DELTA_OF_MASS;
  }

  private static void writeCurvature(Curvature curvature, ByteWriter out) {
    if (curvature.isOfEach()) {
      out.writeBytes(curvature.codes(), 0, curvature.codes().length);
    } else {
      out.writeFloat(curvature.perMass());
    }
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
      case DELTA_OF_VERSION_1, DELTA_OF_EACH, DELTA_OF_MASS -> readDelta(kind, block, replica, in);
      default ->
          throw new CorruptDataException(
              "unknown replica message kind: kind=" + kind + " allowed=1..5");
    };
  }

  private static Delta readDelta(int kind, int block, int replica, ByteReader in) {
    long round = in.readVarLong();
    long baseVersion = in.readVarLong();
    int examples = in.readVarInt();
    long activeCoordinates = in.readVarLong();
    boolean last = in.readBoolean();
    long newestEventTime = in.readLong();
    long oldestSentTime = in.readLong();
    long frontier = kind == DELTA_OF_VERSION_1 ? Example.NO_TIME : in.readLong();
    SparseValues changes = SparseValuesCodec.INSTANCE.decode(in);
    return new Delta(
        block,
        replica,
        round,
        baseVersion,
        examples,
        activeCoordinates,
        last,
        newestEventTime,
        oldestSentTime,
        frontier,
        changes,
        readCurvature(kind, changes.size(), in));
  }

  private static Curvature readCurvature(int kind, int coordinates, ByteReader in) {
    if (kind == DELTA_OF_VERSION_1) {
      return Curvature.OF_LIKELIHOOD;
    }
    if (kind == DELTA_OF_MASS) {
      float perMass = in.readFloat();
      if (!(perMass >= 0 && perMass <= Float.MAX_VALUE)) {
        throw new CorruptDataException("curvature is not a positive number: perMass=" + perMass);
      }
      return Curvature.ofMass(perMass);
    }
    byte[] codes = new byte[coordinates];
    in.readBytes(codes, 0, codes.length);
    return Curvature.ofEach(codes);
  }
}
