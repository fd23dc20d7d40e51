package io.tributary.merge;

import static io.tributary.merge.Messages.example;
import static io.tributary.merge.Messages.opening;
import static io.tributary.merge.Messages.values;

import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import java.util.ArrayList;
import java.util.List;

/** Replica 1 of 2, on two blocks of two coordinates; rounds of 3 examples, 20 ms, due in 5 ms. */
abstract class ReplicaFixture implements ReplicaOutput {
  static final BlockLayout LAYOUT = new BlockLayout(2, 2);
  static final long SESSION = 77;
  static final long OTHER = 1;

  final List<Registered> joins = new ArrayList<>();
  final List<Delta> deltas = new ArrayList<>();
  final List<Long> wakes = new ArrayList<>();
  Learner learner = newLearner();
  long now = 1000;

  @Override
  public void send(ReplicaMessage message) {
    if (message instanceof Delta delta) {
      deltas.add(delta);
    } else {
      joins.add((Registered) message);
    }
  }

  @Override
  public void wakeAt(long timeMillis) {
    wakes.add(timeMillis);
  }

  List<ReplicaSnapshot> group(Replica replica) {
    Replica other = new Replica(0, 2, 1, config(0, 0), newLearner(), newStats(), () -> now, this);
    return List.of(other.snapshot(), replica.snapshot());
  }

  static void learnRound(Replica replica, int coordinate) {
    for (int i = 0; i < 3; i++) {
      replica.onExample(example(1, coordinate));
    }
  }

  static void open(Replica replica, long generation) {
    replica.onMessage(opening(0, generation, OTHER, SESSION));
    replica.onMessage(opening(1, generation, OTHER, SESSION));
  }

  static void update(Replica replica, long generation, long version, SparseValues values) {
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      SparseValues ofBlock = block == 0 ? values : SparseValues.EMPTY;
      replica.onMessage(
          new Update(
              block, generation, version, -1, version - 1, false, MergeProgress.NONE, ofBlock));
    }
  }

  Replica started(int staleness, long maxDelayMillis) {
    Replica replica = replica(staleness, maxDelayMillis);
    replica.start();
    return replica;
  }

  Replica replica(int staleness, long maxDelayMillis) {
    ReplicaConfig config = config(staleness, maxDelayMillis);
    return new Replica(1, 2, SESSION, config, learner, newStats(), () -> now, this);
  }

  static ReplicaConfig config(int staleness, long maxDelayMillis) {
    return new ReplicaConfig(
        LAYOUT,
        new Staleness(staleness),
        RoundSize.fixed(3),
        maxDelayMillis,
        maxDelayMillis,
        5,
        4,
        4);
  }

  static Learner newLearner() {
    return new Learner(new OptimizerSpec.Sgd(.5), Losses.named("logistic"), LAYOUT.bits());
  }

  static ReplicaStats newStats() {
    return new ReplicaStats(Link.LOGISTIC, new WindowedMetrics());
  }
}
