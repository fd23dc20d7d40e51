package io.tributary.sharded;

import io.tributary.learner.ProgressiveMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One incarnation of a job: its tasks and the channels between them. */
final class ShardedJob {
  private final ShardedSimulation simulation;
  private final int sources;
  private final int combiners;
  private final boolean rescaled;
  private final long[] sessions;
  private final List<SimulatedBatcher> batchers = new ArrayList<>();
  private final List<SimulatedShard> shards = new ArrayList<>();
  private final List<SimulatedCombiner> combinerTasks = new ArrayList<>();
  private final List<SimulatedMaster> masters = new ArrayList<>();
  private @Nullable ShardedCheckpoint pending;

  ShardedJob(
      ShardedSimulation simulation,
      int sources,
      int combiners,
      boolean rescaled,
      @Nullable ShardedCheckpoint restored,
      @Nullable ShardedJob failed) {
    this.simulation = simulation;
    this.sources = sources;
    this.combiners = combiners;
    this.rescaled = rescaled;
    sessions = new long[sources];
    for (int source = 0; source < sources; source++) {
      sessions[source] = mutation().session(random().nextLong(), source);
      batchers.add(new SimulatedBatcher(this, source, sessions[source], restored));
    }
    for (int block = 0; block < plan().config().layout().blocks(); block++) {
      float[] later = restored == null || failed == null ? null : failed.lanes(block);
      shards.add(new SimulatedShard(this, block, restored, later));
    }
    for (int block : plan().denseBlocks()) {
      byte[] later = restored == null || failed == null ? null : failed.master(block).state();
      masters.add(new SimulatedMaster(this, block, restored, later));
    }
    for (int combiner = 0; combiner < combiners; combiner++) {
      combinerTasks.add(new SimulatedCombiner(this, combiner, restored));
    }
  }

  ShardedPlan plan() {
    return simulation.plan();
  }

  Random random() {
    return simulation.random();
  }

  ShardedMutation mutation() {
    return simulation.mutation();
  }

  ShardedTopics topics() {
    return simulation.topics();
  }

  LongSupplier clock() {
    return simulation::now;
  }

  long now() {
    return simulation.now();
  }

  void say(Supplier<String> line) {
    simulation.say(line);
  }

  int sources() {
    return sources;
  }

  int combiners() {
    return combiners;
  }

  boolean isRescaled() {
    return rescaled;
  }

  float[] lanes(int block) {
    return shards.get(block).lanes().clone();
  }

  Shard shard(int block) {
    return shards.get(block).shard();
  }

  /** Returns the master of a block of the dense table. */
  SimulatedMaster master(int block) {
    return masters.get(block - plan().config().layout().blocks());
  }

  /** Returns errors as if they were this incarnation's. */
  Errors ours(Errors errors) {
    int source = errors.header().source();
    boolean current = source < sources && errors.header().epoch() == simulation.epoch();
    return errors.withSession(sessions[current ? source : 0]);
  }

  long session(int source) {
    return sessions[source];
  }

  boolean isOwn(LoopMessage.Announced announced) {
    return announced.session() == sessions[0];
  }

  /** Lets a checkpoint begin. */
  void beginCheckpoint() {
    pending = new ShardedCheckpoint();
  }

  boolean hasPendingCheckpoint() {
    return pending != null;
  }

  /** Returns a checkpoint that is complete, once, or null. */
  @Nullable ShardedCheckpoint takeCheckpoint() {
    ShardedCheckpoint complete = pending;
    if (complete == null || !complete.isComplete(combiners, masters.size())) {
      return null;
    }
    pending = null;
    return complete;
  }

  void fail() {
    pending = null;
  }

  void offer(Steps steps) {
    for (SimulatedBatcher batcher : batchers) {
      batcher.offer(steps, pending);
    }
    for (int block = 0; block < shards.size(); block++) {
      List<Channel> inputs = new ArrayList<>();
      for (SimulatedBatcher batcher : batchers) {
        inputs.add(batcher.parts.get(block));
      }
      shards.get(block).offer(steps, inputs, pending);
    }
    for (int combiner = 0; combiner < combiners; combiner++) {
      List<Channel> inputs = new ArrayList<>();
      for (SimulatedBatcher batcher : batchers) {
        inputs.add(batcher.labels.get(combiner));
      }
      for (SimulatedShard shard : shards) {
        inputs.add(shard.sums.get(combiner));
      }
      combinerTasks.get(combiner).offer(steps, inputs, pending);
    }
    for (SimulatedMaster master : masters) {
      master.offer(steps, pending);
    }
  }

  long nextTime() {
    long next = Long.MAX_VALUE;
    for (SimulatedBatcher batcher : batchers) {
      next = Math.min(next, batcher.nextTime());
    }
    for (SimulatedShard shard : shards) {
      next = Math.min(next, shard.nextTime());
    }
    for (SimulatedCombiner combiner : combinerTasks) {
      next = Math.min(next, combiner.nextTime());
    }
    return next;
  }

  /** Returns true when every example is in every block. */
  boolean hasLearnedAll() {
    return shards.stream().allMatch(one -> one.shard().state().examples() == plan().examples());
  }

  boolean ended() {
    return batchers.stream().allMatch(one -> one.batcher().ended())
        && shards.stream().allMatch(one -> one.shard().ended())
        && combinerTasks.stream().allMatch(SimulatedCombiner::ended);
  }

  ProgressiveMetrics metrics() {
    ProgressiveMetrics all = new ProgressiveMetrics();
    combinerTasks.forEach(one -> all.merge(one.combiner().metrics().total()));
    return all;
  }
}
