package io.tributary.merge;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CorruptDataException;
import io.tributary.codec.ExampleCodec;
import io.tributary.codec.SparseValuesCodec;
import io.tributary.example.Example;
import io.tributary.learner.WindowedMetrics;
import io.tributary.learner.WindowedMetricsCodec;
import io.tributary.merge.ReplicaMessage.Delta;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of a {@link ReplicaSnapshot}:
 *
 * <pre>
 * | index varint | replicas varint | generation varint | round varint | learning 1
 * | examplesInRound varint | activeInRound varint | newestEventTime 8 | oldestSentTime 8
 * | inputEnded 1
 * | flags 1: lastSent 1, awaitingOpenings 2, curvature 4, curvature of each 8, dense table 16
 * | view | n varint | example * n | metrics | overruns varint |
 *
 * view | version varint | baseVersions | n varint | delta * n
 *      | table | with a flag of curvature: curvature 8 | squaredSlope 8 | of each: 4 * n
 *      | with a dense table: table |
 *
 * table | n varint | touched 4 * n | width 1 | before 4 * n * width | overlay |
 * </pre>
 */
public final class ReplicaSnapshotCodec implements Codec<ReplicaSnapshot> {
  /** The codec. */
  public static final ReplicaSnapshotCodec INSTANCE = new ReplicaSnapshotCodec();

  private static final int LAST_SENT = 1;
  private static final int AWAITING = 2;
  private static final int CURVATURE = 4;
  private static final int CURVATURE_OF_EACH = 8;
  private static final int DENSE = 16;

  private ReplicaSnapshotCodec() {}

  @Override
  public String name() {
    return "replica-snapshot";
  }

  @Override
  public int version() {
    return 3;
  }

  @Override
  public int oldestReadable() {
    return 1;
  }

  @Override
  public void encode(ReplicaSnapshot value, ByteWriter out) {
    out.writeVarInt(value.index());
    out.writeVarInt(value.replicas());
    out.writeVarLong(value.generation());
    out.writeVarLong(value.round());
    out.writeBoolean(value.learning());
    out.writeVarInt(value.examplesInRound());
    out.writeVarLong(value.activeInRound());
    out.writeLong(value.newestEventTime());
    out.writeLong(value.oldestSentTime());
    out.writeBoolean(value.inputEnded());
    boolean ofEach = value.view().curvature().ofEach();
    out.writeByte(
        (value.lastSent() ? LAST_SENT : 0)
            | (value.awaitingOpenings() ? AWAITING : 0)
            | (ofEach ? CURVATURE_OF_EACH : CURVATURE)
            | (hasDense(value.view()) ? DENSE : 0));
    writeView(value.view(), out);
    out.writeVarInt(value.held().size());
    for (Example example : value.held()) {
      ExampleCodec.INSTANCE.encode(example, out);
    }
    WindowedMetricsCodec.INSTANCE.encode(value.stats().metrics(), out);
    out.writeVarLong(value.stats().overruns());
  }

  private static void writeView(ViewSnapshot view, ByteWriter out) {
    out.writeVarLong(view.version());
    out.writeSignedVarLongs(view.baseVersions());
    ReplicaMessageCodec.writeDeltas(view.unmerged(), out);
    writeTable(view.sparse(), out);
    out.writeDouble(view.curvature().curvature());
    out.writeDouble(view.curvature().squaredSlope());
    out.writeFloats(view.curvature().each(), 0, view.curvature().each().length);
    if (hasDense(view)) {
      writeTable(view.dense(), out);
    }
  }

  private static boolean hasDense(ViewSnapshot view) {
    return view.dense().touched().length > 0 || view.dense().overlay().size() > 0;
  }

  private static void writeTable(TableSnapshot table, ByteWriter out) {
    int touched = table.touched().length;
    out.writeVarInt(touched);
    for (int row : table.touched()) {
      out.writeInt(row);
    }
    out.writeByte(touched == 0 ? 0 : table.before().length / touched);
    out.writeFloats(table.before(), 0, table.before().length);
    SparseValuesCodec.INSTANCE.encode(table.overlay(), out);
  }

  @Override
  public ReplicaSnapshot decode(ByteReader in) {
    int index = in.readVarInt();
    int replicas = in.readVarInt();
    long generation = in.readVarLong();
    long round = in.readVarLong();
    boolean learning = in.readBoolean();
    int examplesInRound = in.readVarInt();
    long activeInRound = in.readVarLong();
    long newestEventTime = in.readLong();
    long oldestSentTime = in.readLong();
    boolean inputEnded = in.readBoolean();
    int flags = in.readByte();
    if (flags > (LAST_SENT | AWAITING | CURVATURE_OF_EACH | DENSE)
        || (flags & (CURVATURE | CURVATURE_OF_EACH)) == (CURVATURE | CURVATURE_OF_EACH)) {
      throw new CorruptDataException("unknown flags of a replica: flags=" + flags);
    }
    return new ReplicaSnapshot(
        index,
        replicas,
        generation,
        round,
        learning,
        examplesInRound,
        activeInRound,
        newestEventTime,
        oldestSentTime,
        inputEnded,
        (flags & LAST_SENT) != 0,
        (flags & AWAITING) != 0,
        readView(in, flags),
        readHeld(in),
        readStats(in));
  }

  private static ViewSnapshot readView(ByteReader in, int flags) {
    long version = in.readVarLong();
    long[] baseVersions = in.readSignedVarLongs();
    List<Delta> unmerged = ReplicaMessageCodec.readDeltas(in);
    TableSnapshot sparse = readTable(in);
    RoundCurvature.Sums curvature = readCurvature(in, flags, sparse.touched().length);
    return new ViewSnapshot(
        version,
        baseVersions,
        unmerged,
        sparse.touched(),
        sparse.before(),
        sparse.overlay(),
        curvature,
        (flags & DENSE) == 0 ? TableSnapshot.NONE : readTable(in));
  }

  private static TableSnapshot readTable(ByteReader in) {
    int[] touched = new int[in.readCount(4)];
    for (int i = 0; i < touched.length; i++) {
      touched[i] = in.readInt();
    }
    int width = in.readByte();
    if ((long) touched.length * width * 4 > in.remaining()) {
      throw new CorruptDataException(
          "lanes exceed the data: touched=" + touched.length + " width=" + width);
    }
    float[] before = new float[touched.length * width];
    in.readFloats(before, 0, before.length);
    return new TableSnapshot(touched, before, SparseValuesCodec.INSTANCE.decode(in));
  }

  // Version 1 has neither flag, and no curvature.
  private static RoundCurvature.Sums readCurvature(ByteReader in, int flags, int touched) {
    if ((flags & (CURVATURE | CURVATURE_OF_EACH)) == 0) {
      return RoundCurvature.Sums.NONE;
    }
    boolean ofEach = (flags & CURVATURE_OF_EACH) != 0;
    double curvature = in.readDouble();
    double squaredSlope = in.readDouble();
    float[] each = new float[ofEach ? touched : 0];
    in.readFloats(each, 0, each.length);
    return new RoundCurvature.Sums(ofEach, each, curvature, squaredSlope);
  }

  private static List<Example> readHeld(ByteReader in) {
    int count = in.readCount(32);
    List<Example> held = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      held.add(ExampleCodec.INSTANCE.decode(in));
    }
    return held;
  }

  private static ReplicaStats.Snapshot readStats(ByteReader in) {
    WindowedMetrics metrics = WindowedMetricsCodec.INSTANCE.decode(in);
    return new ReplicaStats.Snapshot(metrics, in.readVarLong());
  }
}
