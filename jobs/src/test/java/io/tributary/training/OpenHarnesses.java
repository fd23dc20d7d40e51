package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.model.BlockMessage;
import io.tributary.training.HarnessLoop.Checkpoint;
import io.tributary.training.HarnessLoop.Setup;
import io.tributary.types.CodecSerializer;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Opens the operators of a training job in Flink's harnesses, new ones or from a checkpoint. */
final class OpenHarnesses {
  private OpenHarnesses() {}

  /** Opens a task of replicas. */
  static ReplicaHarness replica(Setup setup, int index, @Nullable Checkpoint from)
      throws Exception {
    ReplicaHarness replica = setup.replica().gated() ? looped(setup, index) : keyed(setup, index);
    replica.flink().setup(CodecSerializer.of(ReplicaMessageCodec.INSTANCE));
    int before = from == null ? 0 : from.setup().replicas();
    open(replica.flink(), from == null ? null : from.replicas(), before, setup.replicas(), index);
    return replica;
  }

  private static ReplicaHarness looped(Setup setup, int index) throws Exception {
    return new ReplicaHarness.Looped(
        new OneInputStreamOperatorTestHarness<>(
            new ReplicaOperator(setup.replica()),
            HarnessLoop.MAX_PARALLELISM,
            setup.replicas(),
            index),
        new AtomicLong());
  }

  private static ReplicaHarness keyed(Setup setup, int index) throws Exception {
    return new ReplicaHarness.Keyed(
        new TwoInputStreamOperatorTestHarness<>(
            new KeyedReplicaOperator(setup.replica()),
            HarnessLoop.MAX_PARALLELISM,
            setup.replicas(),
            index),
        new AtomicLong());
  }

  /** Opens a task of block masters. */
  static KeyedOneInputStreamOperatorTestHarness<Integer, ReplicaMessage, BlockMessage> master(
      Setup setup, int index, @Nullable Checkpoint from) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new BlockMasterOperator(setup.master()),
            ReplicaMessage::block,
            Types.INT,
            HarnessLoop.MAX_PARALLELISM,
            setup.masters(),
            index);
    harness.setup(CodecSerializer.of(BlockMessageCodec.INSTANCE));
    int before = from == null ? 0 : from.setup().masters();
    open(harness, from == null ? null : from.masters(), before, setup.masters(), index);
    return harness;
  }

  private static void open(
      AbstractStreamOperatorTestHarness<?> harness,
      @Nullable OperatorSubtaskState state,
      int before,
      int now,
      int index)
      throws Exception {
    if (state == null) {
      harness.initializeEmptyState();
    } else {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, HarnessLoop.MAX_PARALLELISM, before, now, index));
    }
    harness.open();
  }
}
