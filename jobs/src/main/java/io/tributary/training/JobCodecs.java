package io.tributary.training;

import io.tributary.codec.Codec;
import io.tributary.codec.CodecSource;
import io.tributary.learner.ProgressiveMetricsCodec;
import io.tributary.learner.WindowedMetricsCodec;
import io.tributary.merge.BlockMasterStateCodec;
import io.tributary.merge.LedgerEntryCodec;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.merge.ReplicaSnapshotCodec;
import io.tributary.sharded.BatcherSnapshotCodec;
import io.tributary.sharded.CombinerMessageCodec;
import io.tributary.sharded.CombinerSnapshotCodec;
import io.tributary.sharded.LoopMessageCodec;
import io.tributary.sharded.ShardMessageCodec;
import io.tributary.sharded.ShardStateCodec;
import io.tributary.sharded.exact.ExactTableSnapshotCodec;
import java.util.List;

/** The codecs of this module. */
public final class JobCodecs implements CodecSource {
  @Override
  public List<Codec<?>> codecs() {
    return List.of(
        ProgressiveMetricsCodec.INSTANCE,
        WindowedMetricsCodec.INSTANCE,
        BlockMasterStateCodec.INSTANCE,
        ReplicaMessageCodec.INSTANCE,
        ReplicaSnapshotCodec.INSTANCE,
        LedgerEntryCodec.INSTANCE,
        ExactTableSnapshotCodec.INSTANCE,
        InputNoteCodec.INSTANCE,
        RejectionCodec.INSTANCE,
        ReplicaReportCodec.INSTANCE,
        BatcherSnapshotCodec.INSTANCE,
        CombinerMessageCodec.INSTANCE,
        CombinerSnapshotCodec.INSTANCE,
        LoopMessageCodec.INSTANCE,
        ShardMessageCodec.INSTANCE,
        ShardStateCodec.INSTANCE,
        ToCombinerCodec.INSTANCE,
        RowPageCodec.INSTANCE);
  }
}
