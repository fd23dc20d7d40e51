package io.tributary.merge;

import static io.tributary.merge.Messages.example;
import static io.tributary.merge.Messages.opening;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds of 1 to 9 examples; a round of two replicas is a twentieth of all that is merged. */
final class GrowingRoundsTest implements ReplicaOutput {
  private static final BlockLayout LAYOUT = new BlockLayout(2, 2);
  private static final long SESSION = 77;
  private static final MergeProgress MANY =
      new MergeProgress(120, Example.NO_TIME, 120, Example.NO_TIME);

  private final List<Delta> deltas = new ArrayList<>();

  @Override
  public void send(ReplicaMessage message) {
    if (message instanceof Delta delta) {
      deltas.add(delta);
    }
  }

  @Override
  public void wakeAt(long timeMillis) {
    throw new AssertionError("rounds close by count alone");
  }

  @Test
  void growWithWhatTheVersionTheyBeginOnHasMerged() {
    Replica replica = started();
    replica.onExample(example(1, 0));
    assertThat(deltas).extracting(Delta::examples).as("nothing is merged").containsExactly(1, 1);
    merge(replica, 1);
    learnRoundOfThree(replica);
  }

  @Test
  void ofAReplicaWhoseTurnItIsNotAreEmpty() {
    Replica replica = replica(1, 2);
    replica.start();
    replica.onExample(example(1, 0));
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      replica.onMessage(opening(block, 1, 1, SESSION));
    }
    assertThat(deltas).extracting(Delta::examples).containsExactly(0, 0);
    assertThat(replica.heldExamples()).isEqualTo(1);
    deltas.clear();
    merge(replica, 1, new MergeProgress(1, Example.NO_TIME, 1, Example.NO_TIME));
    assertThat(deltas).extracting(Delta::examples).containsExactly(1, 1);
    assertThat(replica.heldExamples()).isZero();
  }

  @Test
  void areAsLongAfterARestoreWithinOne() {
    Replica first = started();
    first.onExample(example(1, 0));
    merge(first, 1);
    first.onExample(example(1, 0));
    deltas.clear();
    Replica second = replica(0, 2);
    second.restore(List.of(first.snapshot(), replica(1, 2).snapshot()));
    second.start();
    open(second, 9);
    merge(second, 9);
    second.onExample(example(1, 0));
    assertThat(deltas).isEmpty();
    second.onExample(example(1, 0));
    assertThat(deltas).extracting(Delta::examples).containsExactly(3, 3);
  }

  @Test
  void areAsLongAsTheOpeningOfARescaledModelSays() {
    Replica replica = replica(0, 2);
    replica.restore(replica(0, 1).snapshots());
    replica.start();
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      long[] none = {-1, -1};
      replica.onMessage(
          new Opening(
              block,
              1,
              7,
              0,
              1,
              new long[] {SESSION, 1},
              none,
              false,
              MANY,
              SparseValues.EMPTY,
              ModelShape.of(LAYOUT, 1),
              VersionDigests.of(7, 5)));
    }
    learnRoundOfThree(replica);
  }

  private void learnRoundOfThree(Replica replica) {
    deltas.clear();
    replica.onExample(example(1, 0));
    replica.onExample(example(1, 0));
    assertThat(deltas).isEmpty();
    replica.onExample(example(1, 0));
    assertThat(deltas).extracting(Delta::examples).containsExactly(3, 3);
  }

  private Replica started() {
    Replica replica = replica(0, 2);
    replica.start();
    open(replica, 1);
    return replica;
  }

  private static void open(Replica replica, long generation) {
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      replica.onMessage(opening(block, generation, SESSION, 1));
    }
  }

  private static void merge(Replica replica, long generation) {
    merge(replica, generation, MANY);
  }

  private static void merge(Replica replica, long generation, MergeProgress progress) {
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      replica.onMessage(
          new Update(block, generation, 1, -1, 0, false, progress, SparseValues.EMPTY));
    }
  }

  private Replica replica(int index, int replicas) {
    ReplicaConfig config =
        new ReplicaConfig(LAYOUT, new Staleness(0), new RoundSize(1, 9, .05, 9), 0, 0, 5, 100, 4);
    Learner learner =
        new Learner(new OptimizerSpec.Sgd(.5), Losses.named("logistic"), LAYOUT.bits());
    ReplicaStats stats = new ReplicaStats(Link.LOGISTIC, new WindowedMetrics());
    return new Replica(index, replicas, SESSION, config, learner, stats, () -> 1000, this);
  }
}
