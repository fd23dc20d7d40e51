package io.tributary.merge;

import static io.tributary.merge.Messages.example;
import static io.tributary.merge.Messages.opening;
import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoredReplicaTest implements ReplicaOutput {
  private static final BlockLayout LAYOUT = new BlockLayout(2, 2);
  private static final long SESSION = 77;

  private final List<Delta> deltas = new ArrayList<>();
  private final List<Long> wakes = new ArrayList<>();
  private Learner learner = newLearner();
  private long now = 1000;

  @Override
  public void send(ReplicaMessage message) {
    if (message instanceof Delta delta) {
      deltas.add(delta);
    }
  }

  @Override
  public void wakeAt(long timeMillis) {
    wakes.add(timeMillis);
  }

  @Test
  void aRestoredReplicaFinishesItsRoundInTime() {
    Replica first = started(20);
    first.onExample(example(1, 0));
    List<ReplicaSnapshot> all = group(first);
    now = 5000;
    learner = newLearner();
    wakes.clear();
    Replica second = replica(20);
    second.restore(all);
    second.start();
    assertThat(wakes).containsExactly(5020L);
    open(second, 9000L << 20);
    now = 5020;
    second.onTimer();
    assertThat(deltas).extracting(Delta::examples).containsExactly(1, 1);
    assertThat(deltas.get(0).changes()).isEqualTo(values(0, learner.lanes()[0]));
  }

  /** Returns the snapshots of both replicas, of which the other one has done nothing. */
  @Test
  void aRestoredReplicaLearnsNothingBeforeItHasTheModel() {
    Replica first = started(0);
    open(first, 1);
    for (int i = 0; i < 3; i++) {
      first.onExample(example(1, 0));
    }
    first.onMessage(merged(0, 1, values(0, 7)));
    first.onMessage(merged(1, 1, values(1, 9)));
    first.onExample(example(1, 0));
    float learned = learner.lanes()[0];
    List<ReplicaSnapshot> all = group(first);
    deltas.clear();
    learner = newLearner();
    Replica second = replica(0);
    second.restore(all);
    second.start();
    second.onExample(example(1, 0));
    second.onExample(example(1, 3));
    assertThat(second.wantsExamples()).isFalse();
    assertThat(second.heldExamples()).isEqualTo(2);
    assertThat(second.snapshot().view()).as("as it was saved").isSameAs(all.get(1).view());

    open(second, 9000L << 20);
    assertThat(second.isWaitingForModel()).as("the blocks are of an earlier version").isTrue();
    assertThat(deltas).isEmpty();
    second.onMessage(merged(0, 9000L << 20, values(0, 7)));
    second.onMessage(merged(1, 9000L << 20, values(1, 9)));
    assertThat(second.isWaitingForModel()).isFalse();
    assertThat(second.heldExamples()).isZero();
    assertThat(deltas).as("the open round goes on, and is full").hasSize(2);
    assertThat(learner.lanes()[0]).isNotEqualTo(learned);

    first.onExample(example(1, 0));
    first.onExample(example(1, 3));
    assertThat(deltas.subList(2, 4)).isEqualTo(deltas.subList(0, 2));
  }

  private static Update merged(int block, long generation, SparseValues values) {
    return new Update(block, generation, 1, -1, 0, false, MergeProgress.NONE, values);
  }

  private List<ReplicaSnapshot> group(Replica replica) {
    return List.of(replica(0, 1, newLearner(), 0).snapshot(), replica.snapshot());
  }

  private static void open(Replica replica, long generation) {
    replica.onMessage(opening(0, generation, 1, SESSION));
    replica.onMessage(opening(1, generation, 1, SESSION));
  }

  private Replica started(long maxDelayMillis) {
    Replica replica = replica(maxDelayMillis);
    replica.start();
    return replica;
  }

  private Replica replica(long maxDelayMillis) {
    return replica(1, SESSION, learner, maxDelayMillis);
  }

  private Replica replica(int index, long session, Learner own, long maxDelayMillis) {
    ReplicaConfig config =
        new ReplicaConfig(
            LAYOUT, new Staleness(0), RoundSize.fixed(3), maxDelayMillis, maxDelayMillis, 5, 4, 4);
    ReplicaStats stats = new ReplicaStats(Link.LOGISTIC, new WindowedMetrics());
    return new Replica(index, 2, session, config, own, stats, () -> now, this);
  }

  private static Learner newLearner() {
    return new Learner(new OptimizerSpec.Sgd(.5), Losses.named("logistic"), LAYOUT.bits());
  }
}
