package io.tributary.sharded;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.learner.HeadLearner;
import io.tributary.learner.Losses;
import io.tributary.learner.Objective;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.merge.ReplicaOutput;
import io.tributary.model.BlockMessage;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A combiner's copy of the dense table, with its timers and its place in the updates topic. */
final class SimulatedDense implements ReplicaOutput {
  private final ShardedJob job;
  private final int index;
  private final HeadLearner learner;
  private final DenseReplica replica;
  private final TableSpec table;
  private final Map<Integer, Integer> cursors = new TreeMap<>();
  private final PriorityQueue<Long> timers = new PriorityQueue<>();
  private boolean started;

  SimulatedDense(ShardedJob job, int index, @Nullable ShardedCheckpoint restored) {
    this.job = job;
    this.index = index;
    table = DenseSettings.table(job.plan().model());
    DenseSettings settings = job.plan().denseSettings();
    learner = new HeadLearner(job.plan().model(), Objective.of(Losses.named("logistic")));
    replica =
        new DenseReplica(
            index,
            job.combiners(),
            job.mutation() == ShardedMutation.SESSIONS_REUSED ? index : job.random().nextLong(),
            learner,
            table.firstBlock(),
            settings.replicas(table),
            settings.batchesOfRound(),
            job.clock(),
            this);
    for (int block = table.firstBlock(); block < table.endBlock(); block++) {
      cursors.put(block, job.random().nextInt(job.topics().updates(block).size() + 1));
    }
    if (restored != null) {
      replica.restore(restored.dense());
      replica.ledger().restore(restored.ledger());
    }
  }

  DenseReplica replica() {
    return replica;
  }

  HeadLearner learner() {
    return learner;
  }

  void start() {
    if (!started) {
      started = true;
      job.say(() -> "dense " + index + " starts");
      replica.start();
    }
  }

  void offer(Steps steps, double speed, Runnable goOn) {
    if (!started) {
      steps.add(speed, () -> act(this::start, goOn));
      return;
    }
    cursors.forEach(
        (block, cursor) -> {
          if (cursor < job.topics().updates(block).size()) {
            steps.add(speed, () -> act(() -> read(block, cursor), goOn));
          }
        });
    if (!timers.isEmpty() && timers.peek() <= job.now()) {
      steps.add(speed, () -> act(this::fire, goOn));
    }
  }

  private static void act(Runnable action, Runnable goOn) {
    action.run();
    goOn.run();
  }

  private void read(int block, int cursor) {
    cursors.put(block, cursor + 1);
    BlockMessage message =
        ShardedCheckpoint.decode(
            BlockMessageCodec.INSTANCE, job.topics().updates(block).get(cursor));
    job.say(() -> "dense " + index + " reads " + message);
    replica.onMessage(message);
  }

  private void fire() {
    while (!timers.isEmpty() && timers.peek() <= job.now()) {
      timers.remove();
    }
    replica.onTimer();
  }

  @Override
  public void send(ReplicaMessage message) {
    job.say(() -> "dense " + index + " sends " + message);
    job.master(message.block())
        .deltas
        .get(index)
        .send(ShardedCheckpoint.encode(ReplicaMessageCodec.INSTANCE, message));
  }

  @Override
  public void wakeAt(long timeMillis) {
    timers.add(timeMillis);
  }

  long nextTime() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.peek();
  }

  void snapshot(ShardedCheckpoint pending) {
    pending.addDense(
        index,
        job.mutation() == ShardedMutation.DENSE_NOT_SAVED ? List.of() : replica.snapshots(),
        index == 0 ? new ArrayList<>(replica.ledger().entries()) : List.of());
    for (int block = table.firstBlock(); block < table.endBlock(); block++) {
      job.master(block).deltas.get(index).sendBarrier();
    }
  }
}
