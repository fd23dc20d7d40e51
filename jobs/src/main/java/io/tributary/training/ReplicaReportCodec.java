package io.tributary.training;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.learner.ProgressiveMetricsCodec;
import io.tributary.merge.LedgerSummary;
import io.tributary.merge.LedgerSummary.Milestone;
import java.util.ArrayList;
import java.util.List;

/**
 * Layout of a {@link ReplicaReport}:
 *
 * <pre>
 * | replica varint | replicas varint | total | window | staleness varint | held varint | roundTrip signed varint
 * | overruns varint | skippedUpdates varint | ledger | ended 1 |
 *
 * ledger | version varint | compared varint | uncompared varint
 *        | n varint | { version varint | digest 8 } * n |
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
    writeLedger(value.ledger(), out);
    out.writeBoolean(value.ended());
  }

  private static void writeLedger(LedgerSummary ledger, ByteWriter out) {
    out.writeVarLong(ledger.version());
    out.writeVarLong(ledger.compared());
    out.writeVarLong(ledger.uncompared());
    out.writeVarInt(ledger.milestones().size());
    for (Milestone milestone : ledger.milestones()) {
      out.writeVarLong(milestone.version());
      out.writeLong(milestone.digest());
    }
  }

  private static LedgerSummary readLedger(ByteReader in) {
    long version = in.readVarLong();
    long compared = in.readVarLong();
    long uncompared = in.readVarLong();
    int count = in.readCount(9);
    List<Milestone> milestones = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      milestones.add(new Milestone(in.readVarLong(), in.readLong()));
    }
    return new LedgerSummary(version, compared, uncompared, milestones);
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
        readLedger(in),
        in.readBoolean());
  }
}
