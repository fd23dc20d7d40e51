package io.tributary.merge;

import static io.tributary.merge.Messages.delta;
import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockMasterTest {
  private static final BlockLayout LAYOUT = new BlockLayout(3, 2);

  private final List<BlockMessage> published = new ArrayList<>();

  @Test
  void opensWhenAllReplicasHaveJoined() {
    BlockMaster master = master(0);
    master.onMessage(new Registered(0, 1, 2, 71, 500), published::add);
    assertThat(published).isEmpty();
    master.onMessage(new Registered(0, 0, 2, 70, 300), published::add);
    assertThat(published)
        .containsExactly(
            new Opening(
                0,
                500,
                0,
                0,
                1,
                new long[] {70, 71},
                new long[] {-1, -1},
                false,
                MergeProgress.NONE,
                SparseValues.EMPTY,
                new ModelShape(3, 2, 1),
                VersionDigests.START));
  }

  @Test
  void aReplicaThatAsksAgainBeforeTheOthersAreThereIsCountedOnce() {
    BlockMaster master = master(0);
    master.onMessage(new Registered(0, 1, 2, 71, 500), published::add);
    master.onMessage(new Registered(0, 1, 2, 71, 900), published::add);
    assertThat(published).isEmpty();
    master.onMessage(new Registered(0, 0, 2, 70, 300), published::add);
    assertThat(published).hasSize(1);
    assertThat(published.get(0).generation()).isEqualTo(900);
  }

  @Test
  void aMasterThatOpensAgainSaysAgainWhatIsDue() {
    BlockMaster master = opened(0, 2);
    master.onMessage(delta(0, 0, values(1, 2)), published::add);
    assertThat(dues()).containsExactly(0L);
    published.clear();
    long higher = master.state().generation() + 1;
    master.onMessage(new Registered(0, 1, 2, 71, higher), published::add);
    assertThat(published.get(0)).isInstanceOf(Opening.class);
    assertThat(published.get(1)).isEqualTo(new RoundDue(0, higher, 0));
  }

  @Test
  void deltasWaitUntilAllReplicasHaveJoined() {
    BlockMaster master = master(0);
    master.onMessage(new Registered(0, 0, 2, 70, 1), published::add);
    master.onMessage(delta(0, 0, values(1, 2)), published::add);
    assertThat(published).isEmpty();
    master.onMessage(new Registered(0, 1, 2, 71, 1), published::add);
    assertThat(published).hasSize(2);
    assertThat(published.get(1)).isEqualTo(new RoundDue(0, master.state().generation(), 0));
  }

  @Test
  void mergesARoundWhenTheDeltasOfAllReplicasAreIn() {
    BlockMaster master = opened(0, 3);
    master.onMessage(delta(2, 0, values(1, 3)), published::add);
    master.onMessage(delta(0, 0, values(1, 1)), published::add);
    master.onMessage(delta(0, 1, values(1, 9)), published::add);
    assertThat(updates()).isEmpty();
    assertThat(master.state().pendingDeltas()).isEqualTo(3);
    master.onMessage(delta(1, 0, 0, 5, false, SparseValues.EMPTY), published::add);
    assertThat(updates())
        .containsExactly(
            new Update(
                0,
                master.state().generation(),
                1,
                -1,
                0,
                false,
                new MergeProgress(7, 2, 7, -2),
                values(1, 2)));
    assertThat(master.state().version()).isEqualTo(1);
    assertThat(master.state().pendingDeltas()).isEqualTo(1);
  }

  @Test
  void theResultDoesNotDependOnTheOrderOfArrival() {
    Delta big = delta(0, 0, values(1, 0x1p60f));
    Delta small = delta(1, 0, values(1, 1));
    Delta minus = delta(2, 0, values(1, -0x1p60f));
    for (List<Delta> order :
        List.of(
            List.of(big, small, minus), List.of(minus, big, small), List.of(small, minus, big))) {
      BlockMaster master = opened(0, 3);
      order.forEach(delta -> master.onMessage(delta, published::add));
      assertThat(master.state().lanes()[1]).isZero();
    }
  }

  @Test
  void countsExamplesAndTimesOfWhatIsMerged() {
    BlockMaster master = opened(0, 1);
    master.onMessage(delta(0, 0, 0, 3, false, SparseValues.EMPTY), published::add);
    master.onMessage(delta(0, 1, 1, 0, false, SparseValues.EMPTY), published::add);
    master.onMessage(delta(0, 2, 2, 4, false, SparseValues.EMPTY), published::add);
    assertThat(updates())
        .extracting(Update::progress)
        .containsExactly(
            new MergeProgress(3, 0, 3, 0),
            new MergeProgress(3, 0, 0, Example.NO_TIME),
            new MergeProgress(7, 200, 4, 2000));
  }

  @Test
  void aReplicaWhoseInputHasEndedIsWaitedForNoMore() {
    BlockMaster master = opened(0, 2);
    master.onMessage(delta(0, 0, 0, 1, true, values(1, 4)), published::add);
    master.onMessage(delta(1, 0, 0, 1, false, values(1, 2)), published::add);
    master.onMessage(delta(1, 1, 1, 1, false, values(1, 1)), published::add);
    assertThat(updates()).extracting(Update::ended).containsExactly(false, false);
    master.onMessage(delta(1, 2, 2, 0, true, SparseValues.EMPTY), published::add);
    assertThat(updates()).extracting(Update::ended).containsExactly(false, false, true);
    assertThat(master.state().lanes()[1]).isEqualTo(4);
  }

  @Test
  void aRestoredMasterOpensWithWhatReplicasMayBeLearningOnAndTheUpdatesSince() {
    BlockMaster first = opened(1, 1);
    for (int round = 0; round < 5; round++) {
      first.onMessage(delta(0, round, values(round % 4, round + 1)), published::add);
    }
    published.clear();
    BlockMaster second = restored(first, 1);
    long before = first.state().generation();
    second.onMessage(new Registered(0, 0, 1, 99, 1), published::add);
    Opening opening = (Opening) published.get(0);
    assertThat(opening.generation())
        .as("higher than that of the snapshot, and no other's")
        .isEqualTo(before + 1 + 99);
    assertThat(opening.version()).as("two rounds back, at staleness 1").isEqualTo(3);
    assertThat(opening.progress().examples()).isEqualTo(first.state().progress().examples() - 2);
    assertThat(opening.mergedRounds()).containsExactly(4);
    assertThat(opening.values())
        .isEqualTo(new SparseValues(new int[] {0, 1, 2}, new float[] {1, 2, 3}));
    assertThat(updates()).extracting(Update::version).containsExactly(4L, 5L);
    assertThat(updates()).extracting(Update::generation).containsOnly(before + 100);
    assertThat(updates().get(1).values()).isEqualTo(values(0, 6));
    assertThat(second.state().lanes()).isEqualTo(first.state().lanes());
  }

  @Test
  void aRestoredMasterHasTheDeltasThatWaited() {
    BlockMaster first = opened(0, 2);
    first.onMessage(delta(1, 0, values(1, 2)), published::add);
    first.onMessage(delta(1, 1, values(1, 4)), published::add);
    BlockMaster second = restored(first, 0);
    join(second, 2, 8);
    second.onMessage(delta(0, 0, values(1, 4)), published::add);
    assertThat(second.state().lanes()[1]).isEqualTo(3);
    assertThat(second.state().pendingDeltas()).isEqualTo(1);
  }

  @Test
  void aRestoredMasterRefusesAnotherNumberOfReplicas() {
    BlockMaster restored = restored(opened(0, 2), 0);
    assertThatThrownBy(() -> restored.onMessage(new Registered(0, 0, 3, 1, 1), published::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("number of replicas differs from the snapshot: block=0 replicas=3 snapshot=2");
  }

  @Test
  void aRoundThatIsMissingIsAnError() {
    BlockMaster master = opened(0, 1);
    assertThatThrownBy(() -> master.onMessage(delta(0, 1, values(1, 1)), published::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("delta out of order: block=0 replica=0 round=1 expected=0");
  }

  @Test
  void aRoundIsDueOnceAnyReplicaHasFinishedItWithExamples() {
    BlockMaster master = opened(0, 3);
    master.onMessage(delta(1, 0, 0, 0, false, SparseValues.EMPTY), published::add);
    assertThat(dues()).isEmpty();
    master.onMessage(delta(0, 0, 0, 1, false, SparseValues.EMPTY), published::add);
    assertThat(dues()).containsExactly(0L);
    master.onMessage(delta(0, 1, 0, 1, false, SparseValues.EMPTY), published::add);
    master.onMessage(delta(1, 1, 0, 1, false, SparseValues.EMPTY), published::add);
    assertThat(dues()).containsExactly(0L, 1L);
    master.onMessage(delta(2, 0, 0, 1, false, SparseValues.EMPTY), published::add);
    master.onMessage(delta(2, 1, 0, 1, false, SparseValues.EMPTY), published::add);
    assertThat(dues()).as("a merged round is due no more").containsExactly(0L, 1L);
  }

  @Test
  void roundsAreNotDueWhenTheyCloseByCountAlone() {
    MasterConfig config =
        new MasterConfig(LAYOUT, new OptimizerSpec.Sgd(1), "mean", new Staleness(0), false);
    BlockMaster master = new BlockMaster(config, new BlockMasterState(0, 4));
    join(master, 2, 1);
    master.onMessage(delta(0, 0, values(1, 1)), published::add);
    assertThat(dues()).isEmpty();
  }

  @Test
  void aRestoredMasterAnnouncesAllRoundsThatWait() {
    BlockMaster first = opened(0, 2);
    first.onMessage(delta(0, 0, values(1, 1)), published::add);
    first.onMessage(delta(0, 1, 0, 0, true, SparseValues.EMPTY), published::add);
    published.clear();
    join(restored(first, 0), 2, 8);
    assertThat(dues()).as("though the last of them is empty").containsExactly(0L);
  }

  @Test
  void unboundedMergesDeltasAsTheyCome() {
    BlockMaster master = opened(-1, 2);
    master.onMessage(delta(1, 0, 0, 2, false, values(1, 4)), published::add);
    // Learned without knowing of the other: together their mean, 3, not the sum.
    master.onMessage(delta(0, 0, 0, 1, false, values(1, 2)), published::add);
    // Learned on top of both.
    master.onMessage(delta(1, 1, 2, 1, true, values(1, 5)), published::add);
    master.onMessage(delta(0, 1, 3, 0, true, SparseValues.EMPTY), published::add);
    assertThat(updates()).extracting(Update::replica).containsExactly(1, 0, 1, 0);
    assertThat(updates()).extracting(Update::round).containsExactly(0L, 0L, 1L, 1L);
    assertThat(updates()).extracting(Update::version).containsExactly(1L, 2L, 3L, 4L);
    assertThat(updates()).extracting(Update::ended).containsExactly(false, false, false, true);
    assertThat(updates())
        .extracting(Update::values)
        .containsExactly(values(1, 4), values(1, 3), values(1, 8), SparseValues.EMPTY);
    assertThat(dues()).isEmpty();
  }

  @Test
  void onlyOthersDeltasSinceTheBaseVersionAreConcurrent() {
    BlockMasterState state = new BlockMasterState(0, 4);
    state.begin(2);
    for (int version = 1; version <= 6; version++) {
      state.version = version;
      state.remember(delta(version % 2, version, SparseValues.EMPTY));
    }
    assertThat(state.recent).as("two rounds of all replicas").hasSize(4);
    assertThat(state.concurrentWith(delta(0, 9, 3, 1, false, SparseValues.EMPTY)))
        .extracting(Delta::round)
        .containsExactly(5L);
    assertThat(state.concurrentWith(delta(1, 9, 0, 1, false, SparseValues.EMPTY)))
        .extracting(Delta::round)
        .containsExactly(4L, 6L);
    assertThat(state.concurrentWith(delta(0, 9, 6, 1, false, SparseValues.EMPTY))).isEmpty();
  }

  @Test
  void aLargeBlockOpensInPartsThatAddUpToIt() {
    BlockLayout layout = new BlockLayout(18, 1);
    Staleness staleness = Staleness.UNBOUNDED;
    MasterConfig config =
        new MasterConfig(layout, new OptimizerSpec.AdaGrad(1, 1), "mean", staleness, true);
    BlockMasterState state = new BlockMasterState(0, 2 << 18);
    int coordinates = 2 * (BlockMaster.LANES_PER_PART / 2) + 5;
    for (int i = 0; i < coordinates; i++) {
      state.lanes()[2 * i + 3] = i + 1;
    }
    join(new BlockMaster(config, state), 1, 1);
    assertThat(published).hasSize(3);
    ReplicaConfig replica = new ReplicaConfig(layout, staleness, RoundSize.fixed(1), 1, 1, 1, 1, 1);
    BlockInbox inbox = new BlockInbox(0, 2 << 18);
    Follower follower = new Follower(0, 70, replica, new BlockInbox[] {inbox});
    assertThat(follower.open((Opening) published.get(0), false)).isFalse();
    assertThat(follower.open((Opening) published.get(0), false)).as("again").isFalse();
    assertThat(follower.open((Opening) published.get(1), false)).isFalse();
    assertThat(follower.open((Opening) published.get(2), false)).isTrue();
    float[] lanes = new float[2 << 18];
    inbox.install(inbox.version(), lanes, 0);
    assertThat(lanes).isEqualTo(state.lanes());
  }

  private BlockMaster opened(int staleness, int replicas) {
    BlockMaster master = master(staleness);
    join(master, replicas, 1);
    published.clear();
    return master;
  }

  private void join(BlockMaster master, int replicas, long generation) {
    for (int i = 0; i < replicas; i++) {
      master.onMessage(new Registered(0, i, replicas, 70 + i, generation), published::add);
    }
  }

  private static BlockMaster master(int staleness) {
    return new BlockMaster(config(staleness), new BlockMasterState(0, LAYOUT.blockSize()));
  }

  private static MasterConfig config(int staleness) {
    return new MasterConfig(
        LAYOUT, new OptimizerSpec.Sgd(1), "mean", new Staleness(staleness), true);
  }

  private static BlockMaster restored(BlockMaster master, int staleness) {
    BlockMasterStateCodec codec = BlockMasterStateCodec.INSTANCE;
    byte[] bytes = Checkpoint.encode(codec, master.state());
    return new BlockMaster(config(staleness), Checkpoint.decode(codec, bytes));
  }

  private List<Update> updates() {
    return published.stream().filter(Update.class::isInstance).map(Update.class::cast).toList();
  }

  private List<Long> dues() {
    return published.stream()
        .filter(RoundDue.class::isInstance)
        .map(message -> ((RoundDue) message).round())
        .toList();
  }
}
