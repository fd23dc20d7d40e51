package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.model.BlockMessage;
import io.tributary.sharded.ShardMessage;
import io.tributary.sharded.ShardMessageCodec;
import io.tributary.training.ShardedLoop.Checkpoint;
import io.tributary.training.ShardedLoop.Setup;
import io.tributary.types.CodecSerializer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Opens the operators of a sharded job in Flink's harnesses, new ones or from a checkpoint. */
final class OpenShardedHarnesses {
  private OpenShardedHarnesses() {}

  /** Opens the task of a batcher. */
  static OneInputStreamOperatorTestHarness<InputRecord, ShardMessage> batcher(
      Setup setup, BlockKeys keys, int index, @Nullable Checkpoint from) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<InputRecord, ShardMessage>(
            new BatcherOperator(setup.settings()), keys.groups(), setup.sources(), index);
    harness.setup(CodecSerializer.of(ShardMessageCodec.INSTANCE));
    open(
        harness,
        keys,
        from == null ? null : from.batchers(),
        from == null ? 0 : from.setup().sources(),
        setup.sources(),
        index);
    return harness;
  }

  /** Opens a task of shards. */
  static KeyedOneInputStreamOperatorTestHarness<Integer, ShardMessage, BlockMessage> shard(
      Setup setup, BlockKeys keys, MemoryFeed feed, int index, @Nullable Checkpoint from)
      throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<Integer, ShardMessage, BlockMessage>(
            new ShardOperator(setup.settings(), keys, feed),
            message -> keys.of(message.block()),
            Types.INT,
            keys.groups(),
            setup.shards(),
            index);
    harness.setup(CodecSerializer.of(BlockMessageCodec.INSTANCE));
    open(
        harness,
        keys,
        from == null ? null : from.shards(),
        from == null ? 0 : from.setup().shards(),
        setup.shards(),
        index);
    return harness;
  }

  /** Opens the task of a combiner. */
  static OneInputStreamOperatorTestHarness<ToCombiner, byte[]> combiner(
      Setup setup, BlockKeys keys, int index, @Nullable Checkpoint from) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<ToCombiner, byte[]>(
            new CombinerOperator(setup.settings(), null), keys.groups(), setup.sources(), index);
    harness.setup(BytePrimitiveArraySerializer.INSTANCE);
    open(
        harness,
        keys,
        from == null ? null : from.combiners(),
        from == null ? 0 : from.setup().sources(),
        setup.sources(),
        index);
    return harness;
  }

  private static void open(
      AbstractStreamOperatorTestHarness<?> harness,
      BlockKeys keys,
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
              state, keys.groups(), before, now, index));
    }
    harness.open();
  }
}
