package io.tributary.merge;

import static io.tributary.merge.Messages.delta;
import static io.tributary.merge.Messages.example;
import static io.tributary.merge.Messages.opening;
import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replicas that take over from another number of them, and masters that are told so. */
final class RescaleTest implements ReplicaOutput {
  private static final BlockLayout LAYOUT = new BlockLayout(2, 2);
  private static final List<TableSpec> TABLES =
      List.of(TableSpec.linear(LAYOUT, new OptimizerSpec.Sgd(1)));
  private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(.5);
  private static final ReplicaConfig CONFIG =
      new ReplicaConfig(LAYOUT, new Staleness(1), RoundSize.fixed(3), 0, 0, 5, 100, 4);

  private final List<ReplicaMessage> sent = new ArrayList<>();
  private final List<BlockMessage> published = new ArrayList<>();
  private Learner learner = newLearner();
  private long now;

  @Override
  public void send(ReplicaMessage message) {
    sent.add(message);
  }

  @Override
  public void wakeAt(long timeMillis) {}

  @Test
  void whatTheOpenRoundsLearnedGoesToTheMastersWithTheJoining() {
    Replica first = replica(0, 1);
    first.start();
    first.onExample(example(1, 3, 0));
    first.onExample(example(0, 3));
    float[] learned = learner.lanes().clone();
    List<ReplicaSnapshot> all = first.snapshots();

    takeOver(0, 2, all).start();
    assertThat(sent).hasSize(2).allMatch(message -> ((Registered) message).rescaled());
    Delta ofBlock0 = ((Registered) sent.get(0)).leftovers().get(0);
    Delta ofBlock1 = ((Registered) sent.get(1)).leftovers().get(0);
    assertThat(ofBlock0.changes()).isEqualTo(values(0, learned[0]));
    assertThat(ofBlock1.changes()).isEqualTo(values(1, learned[3]));
    assertThat(List.of(ofBlock0.examples(), ofBlock1.examples())).containsOnly(2);
    assertThat(List.of(ofBlock0.activeCoordinates(), ofBlock1.activeCoordinates()))
        .containsOnly(3L);

    takeOver(1, 2, all).start();
    assertThat(sent).allMatch(message -> ((Registered) message).leftovers().isEmpty());
  }

  @Test
  void itLearnsWhatWasHeldOnceAllBlocksAreOpened() {
    Replica first = replica(0, 1);
    first.start();
    for (int i = 0; i < 8; i++) {
      first.onExample(example(1, 0));
    }
    assertThat(first.heldExamples()).isEqualTo(2);

    Replica second = takeOver(0, 2, first.snapshots());
    second.start();
    sent.clear();
    second.onExample(example(1, 0));
    assertThat(second.wantsExamples()).isFalse();
    second.onMessage(openingAt(0, 7, 2, 5));
    assertThat(sent).isEmpty();
    assertThat(second.snapshot().awaitingOpenings()).isTrue();
    second.onMessage(openingAt(1, 7, 2, 5));
    assertThat(sent).as("a round of three").hasSize(2);
    assertThat(((Delta) sent.get(0)).round()).as("the model's version").isEqualTo(7);
    assertThat(second.stats().metrics().total().count()).as("6 + 3").isEqualTo(9);
    assertThat(learner.lanes()[0]).isGreaterThan(2);
  }

  @Test
  void whatWasNotHandedOnIsInTheSnapshotAsItWas() {
    Replica first = replica(0, 1);
    first.start();
    first.onExample(example(1, 0));
    List<ReplicaSnapshot> all = first.snapshots();
    Replica second = takeOver(0, 2, all);
    assertThat(second.snapshots()).isEqualTo(all);
    assertThat(takeOver(1, 2, all).snapshots()).isEmpty();
    second = takeOver(0, 2, all);
    second.start();
    assertThat(second.snapshots()).hasSize(1);
    assertThat(ReplicaGroup.openRound(second.snapshots().get(0), TABLES)).isEmpty();
  }

  @Test
  void allSnapshotsAreSharedOutOnce() {
    List<ReplicaSnapshot> all = new ArrayList<>();
    for (int index = 4; index >= 0; index--) {
      all.addAll(replica(index, 5).snapshots());
    }
    assertThat(ReplicaGroup.isSame(all, 5)).isTrue();
    assertThat(ReplicaGroup.isSame(all, 4)).isFalse();
    assertThat(ReplicaGroup.isSame(all.subList(0, 4), 4)).as("of five").isFalse();
    assertThat(indices(ReplicaGroup.share(all, 0, 2))).containsExactly(0, 2, 4);
    assertThat(indices(ReplicaGroup.share(all, 1, 2))).containsExactly(1, 3);
    assertThat(ReplicaGroup.share(all, 6, 7)).isEmpty();
  }

  @Test
  void aMasterFoldsAllThatWaitsAndBeginsAnew() {
    BlockMaster first = master(new BlockMasterState(0, LAYOUT.blockSize()));
    join(first, 2, false);
    first.onMessage(delta(0, 0, values(0, 2)), published::add);
    first.onMessage(delta(0, 1, values(0, 4)), published::add);
    first.onMessage(delta(1, 0, values(0, 4)), published::add);
    assertThat(first.state().version()).isEqualTo(1);
    published.clear();

    BlockMaster second = master(first.state().copy());
    Delta leftover = delta(1, 1, values(1, 8));
    second.onMessage(new Registered(0, 2, 3, 72, 9, true, List.of(leftover)), published::add);
    second.onMessage(new Registered(0, 0, 3, 70, 9, true, List.of()), published::add);
    assertThat(published).isEmpty();
    assertThat(second.state().pendingDeltas()).isEqualTo(2);
    second.onMessage(new Registered(0, 1, 3, 71, 9, true, List.of()), published::add);
    assertThat(published).hasSize(1);
    Opening opening = (Opening) published.get(0);
    assertThat(opening.version()).as("rounds 0 and 1").isEqualTo(2);
    assertThat(opening.progress().examples()).isEqualTo(4);
    assertThat(opening.values()).isEqualTo(new SparseValues(new int[] {0, 1}, new float[] {7, 8}));
    assertThat(second.state().pendingDeltas()).isZero();

    for (int replica = 2; replica >= 0; replica--) {
      second.onMessage(delta(replica, 2, values(0, 3)), published::add);
    }
    assertThat(published.get(published.size() - 1)).isInstanceOf(Update.class);
    assertThat(second.state().lanes()[0]).isEqualTo(10);
  }

  @Test
  void replicasThatDisagreeAreAnError() {
    BlockMaster master = master(new BlockMasterState(0, LAYOUT.blockSize()));
    master.onMessage(new Registered(0, 0, 2, 70, 9, true, List.of()), published::add);
    assertThatThrownBy(() -> master.onMessage(new Registered(0, 1, 2, 71, 9), published::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("replicas disagree on their group: ");
  }

  @Test
  void aHigherGenerationOnTheTopicMakesTheMasterOpenAgain() {
    Replica replica = replica(0, 1);
    replica.start();
    sent.clear();
    replica.onMessage(opening(0, 9_000L << 20, 31, 32));
    replica.onMessage(opening(0, 500, 70));
    assertThat(sent).isEmpty();
    now = Reopening.BID_MILLIS;
    replica.onTimer();
    Registered higher = new Registered(0, 0, 1, 70, (9_000L << 20) + 1 + 70);
    assertThat(sent).containsExactly(higher);
    replica.onMessage(opening(0, higher.generation(), 70));
    assertThat(replica.isReopening()).isFalse();
    replica.onTimer();
    assertThat(sent).as("once").hasSize(1);

    BlockMaster master = master(new BlockMasterState(0, LAYOUT.blockSize()));
    join(master, 1, false);
    master.onMessage(delta(0, 0, values(0, 2)), published::add);
    published.clear();
    master.onMessage(higher, published::add);
    assertThat(published).allMatch(message -> message.generation() == higher.generation());
    assertThat(((Opening) published.get(0)).version()).as("before the update").isZero();
    assertThat(((Update) published.get(1)).version()).isEqualTo(1);
    published.clear();
    master.onMessage(higher, published::add);
    assertThat(published).as("once").isEmpty();
  }

  private static Opening openingAt(int block, long version, int replicas, float lane) {
    long[] sessions = new long[replicas];
    long[] none = new long[replicas];
    for (int i = 0; i < replicas; i++) {
      sessions[i] = 70L + i;
      none[i] = -1;
    }
    return new Opening(
        block,
        10,
        version,
        0,
        1,
        sessions,
        none,
        false,
        MergeProgress.NONE,
        values(0, lane),
        Messages.SHAPE,
        VersionDigests.of(version, 5));
  }

  private static List<Integer> indices(List<ReplicaSnapshot> snapshots) {
    return snapshots.stream().map(ReplicaSnapshot::index).toList();
  }

  private void join(BlockMaster master, int replicas, boolean rescaled) {
    for (int i = 0; i < replicas; i++) {
      master.onMessage(
          new Registered(0, i, replicas, 70 + i, 1, rescaled, List.of()), published::add);
    }
  }

  private static BlockMaster master(BlockMasterState state) {
    return new BlockMaster(
        new MasterConfig(LAYOUT, new OptimizerSpec.Sgd(1), "mean", new Staleness(1), false), state);
  }

  private Replica takeOver(int index, int replicas, List<ReplicaSnapshot> all) {
    sent.clear();
    learner = newLearner();
    Replica replica = replica(index, replicas);
    replica.restore(all);
    return replica;
  }

  private Replica replica(int index, int replicas) {
    return new Replica(
        index,
        replicas,
        70 + index,
        CONFIG,
        learner,
        new ReplicaStats(Link.LOGISTIC, new WindowedMetrics()),
        () -> now,
        this);
  }

  private static Learner newLearner() {
    return new Learner(SGD, Losses.named("logistic"), LAYOUT.bits());
  }
}
