package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.learner.ProgressiveMetricsCodec;

/**
 * Layout of a {@link ReplicaReport}:
 *
 * <pre>
 * | replica varint | replicas varint | total | window | staleness varint | held varint | roundTrip signed varint
 * | overruns varint | skippedUpdates varint | ended 1 |
 * </pre>
 */
public final class ReplicaReportCodec implements Codec<ReplicaReport> {
  /** The codec. */
  public static final ReplicaReportCodec INSTANCE = new ReplicaReportCodec();

  private ReplicaReportCodec() {}

  @Override
  public String name() {
    return "replica-report";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void encode(ReplicaReport value, ByteWriter out) {
    out.writeVarInt(value.replica());
    out.writeVarInt(value.replicas());
    ProgressiveMetricsCodec.INSTANCE.encode(value.total(), out);
    ProgressiveMetricsCodec.INSTANCE.encode(value.window(), out);
    out.writeVarLong(value.staleness());
    out.writeVarInt(value.held());
    out.writeSignedVarLong(value.roundTripMillis());
    out.writeVarLong(value.overruns());
    out.writeVarLong(value.skippedUpdates());
    out.writeBoolean(value.ended());
  }

  @Override
  public ReplicaReport decode(ByteReader in) {
    return new ReplicaReport(
        in.readVarInt(),
        in.readVarInt(),
        ProgressiveMetricsCodec.INSTANCE.decode(in),
        ProgressiveMetricsCodec.INSTANCE.decode(in),
        in.readVarLong(),
        in.readVarInt(),
        in.readSignedVarLong(),
        in.readVarLong(),
        in.readVarLong(),
        in.readBoolean());
  }
}
