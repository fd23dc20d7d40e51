package io.tributary.merge;

import static io.tributary.merge.Messages.opening;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
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

/** Replicas that may be 100 ms apart in event time, with rounds of up to 3 examples. */
final class AlignmentTest implements ReplicaOutput {
  private static final BlockLayout LAYOUT = new BlockLayout(2, 1);
  private static final long SESSION = 77;
  private static final long NOW = 1_000_000;

  private final List<Delta> deltas = new ArrayList<>();

  @Override
  public void send(ReplicaMessage message) {
    if (message instanceof Delta delta) {
      deltas.add(delta);
    }
  }

  @Override
  public void wakeAt(long timeMillis) {}

  @Test
  void anExampleThatIsTooFarAheadEndsTheRoundAndWaits() {
    Replica replica = started(0);
    merge(replica, 1, 1_000);
    deltas.clear();
    learn(replica, 1_100);
    learn(replica, 1_101);
    assertThat(deltas).extracting(Delta::examples).containsExactly(1);
    assertThat(deltas).extracting(Delta::frontier).as("what it waits for").containsExactly(1_101L);
    assertThat(replica.heldExamples()).isEqualTo(1);
    assertThat(replica.wantsExamples()).isFalse();
    merge(replica, 2, 1_000);
    assertThat(deltas).extracting(Delta::examples).as("still too far").containsExactly(1, 0);
    merge(replica, 3, 1_001);
    assertThat(replica.heldExamples()).isZero();
    assertThat(replica.wantsExamples()).isTrue();
  }

  @Test
  void aFullRoundTellsWhatItHasLearned() {
    Replica replica = started(0);
    merge(replica, 1, 1_000);
    deltas.clear();
    learn(replica, 1_020);
    learn(replica, 1_040);
    learn(replica, 1_030);
    learn(replica, 5_000);
    assertThat(deltas).extracting(Delta::examples).containsExactly(3);
    assertThat(deltas).extracting(Delta::frontier).containsExactly(1_040L);
  }

  @Test
  void beforeAnybodyHasSaidWhereItStandsNobodyWaits() {
    Replica replica = started(0);
    learn(replica, 5_000);
    learn(replica, 9_000);
    learn(replica, 9_001);
    assertThat(deltas).extracting(Delta::examples).containsExactly(3);
  }

  @Test
  void aReplicaWithoutOthersNeverWaits() {
    Replica replica = started(0, 1);
    merge(replica, 1, 1_000);
    deltas.clear();
    learn(replica, 9_000);
    assertThat(deltas).isEmpty();
    assertThat(replica.heldExamples()).isZero();
  }

  @Test
  void anExampleWithoutATimeNeverWaits() {
    Replica replica = started(0);
    merge(replica, 1, 1_000);
    learn(replica, Example.NO_TIME);
    assertThat(replica.heldExamples()).isZero();
  }

  @Test
  void onALiveStreamOnlyABacklogWaits() {
    Replica replica = started(200);
    merge(replica, 1, 1_000);
    deltas.clear();
    replica.onExample(example(2_000, NOW - 10));
    replica.onExample(example(3_000, Example.NO_TIME));
    assertThat(replica.heldExamples()).as("sent just now").isZero();
    replica.onExample(example(4_000, NOW - 60_000));
    assertThat(replica.heldExamples()).as("sent a minute ago").isEqualTo(1);
    assertThat(deltas).extracting(Delta::frontier).containsExactly(4_000L);
  }

  @Test
  void aReplicaThatIsUpToDateHoldsNobodyUp() {
    Replica replica = started(200);
    for (int i = 0; i < 3; i++) {
      replica.onExample(example(2_000, NOW - 10));
    }
    assertThat(deltas).extracting(Delta::frontier).containsExactly(Delta.NO_BACKLOG);
  }

  @Test
  void theBoundOfHeldExamplesIsAHardOne() {
    Replica replica = started(0);
    merge(replica, 1, 1_000);
    for (int i = 0; i < 4; i++) {
      learn(replica, 9_000);
    }
    assertThat(replica.heldExamples()).isLessThanOrEqualTo(3);
  }

  private Replica started(long maxDelay) {
    return started(maxDelay, 2);
  }

  private Replica started(long maxDelay, int replicas) {
    ReplicaConfig config =
        new ReplicaConfig(
            LAYOUT, new Staleness(0), RoundSize.fixed(3), maxDelay, maxDelay, 5, 2, 4, 100);
    Learner learner =
        new Learner(new OptimizerSpec.Sgd(.5), Losses.named("logistic"), LAYOUT.bits());
    ReplicaStats stats = new ReplicaStats(Link.LOGISTIC, new WindowedMetrics());
    Replica replica = new Replica(0, replicas, SESSION, config, learner, stats, () -> NOW, this);
    replica.start();
    replica.onMessage(replicas == 1 ? opening(0, 1, SESSION) : opening(0, 1, SESSION, 1));
    return replica;
  }

  /** Ends the open round, and tells that all replicas have come to a time. */
  private static void merge(Replica replica, long version, long alignedTime) {
    if (replica.round() < version) {
      replica.endRound();
    }
    MergeProgress progress =
        new MergeProgress(100 * version, Example.NO_TIME, 100, Example.NO_TIME, alignedTime);
    replica.onMessage(
        new Update(0, 1, version, -1, version - 1, false, progress, SparseValues.EMPTY));
  }

  private static void learn(Replica replica, long eventTime) {
    replica.onExample(example(eventTime, NOW));
  }

  private static Example example(long eventTime, long sentTime) {
    FeatureVector features = new FeatureVector();
    features.add(1, 1);
    return new Example(0, eventTime, sentTime, 1, 1, features);
  }
}
