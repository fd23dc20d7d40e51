package io.tributary.sharded;

import io.tributary.merge.BlockMaster;
import io.tributary.merge.BlockMasterState;
import io.tributary.merge.BlockMasterStateCodec;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.model.BlockMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The master of a block of the dense table, with its sink to the updates topic. */
final class SimulatedMaster {
  private final ShardedJob job;
  private final int block;
  private final BlockMaster master;
  private final double speed;
  private final Deque<BlockMessage> sink = new ArrayDeque<>();

  /** One from each combiner. */
  final List<Channel> deltas = new ArrayList<>();

  SimulatedMaster(
      ShardedJob job, int block, @Nullable ShardedCheckpoint restored, byte @Nullable [] later) {
    this.job = job;
    this.block = block;
    speed = Steps.speed(job.random());
    for (int combiner = 0; combiner < job.combiners(); combiner++) {
      deltas.add(new Channel(Steps.speed(job.random())));
    }
    MasterConfig config =
        job.plan().denseSettings().masters(DenseSettings.table(job.plan().model()));
    BlockMasterState state = config.newState(block);
    if (restored != null) {
      boolean isLate = later != null && job.mutation() == ShardedMutation.MASTERS_SAVED_LATER;
      state =
          ShardedCheckpoint.decode(
              BlockMasterStateCodec.INSTANCE, isLate ? later : restored.master(block));
    }
    master = new BlockMaster(config, state);
  }

  BlockMaster master() {
    return master;
  }

  byte[] state() {
    return ShardedCheckpoint.encode(BlockMasterStateCodec.INSTANCE, master.state());
  }

  void offer(Steps steps, @Nullable ShardedCheckpoint pending) {
    for (Channel channel : deltas) {
      if (channel.hasMessage()) {
        steps.add(speed * channel.speed, () -> take(channel));
      }
    }
    if (!sink.isEmpty()) {
      steps.add(speed, this::write);
    }
    // A sink has written all before its barrier.
    if (pending != null && sink.isEmpty() && deltas.stream().allMatch(Channel::hasBarrier)) {
      steps.add(1, () -> snapshot(pending));
    }
  }

  private void take(Channel channel) {
    var message = ShardedCheckpoint.decode(ReplicaMessageCodec.INSTANCE, channel.take());
    job.say(() -> "master " + block + " takes " + message);
    master.onMessage(message, sink::addLast);
  }

  private void write() {
    BlockMessage message = sink.removeFirst();
    job.say(() -> "master " + block + " writes " + message);
    job.topics().append(message);
  }

  private void snapshot(ShardedCheckpoint pending) {
    job.say(() -> "master " + block + " snapshots");
    deltas.forEach(Channel::take);
    pending.addMaster(block, state());
  }
}
