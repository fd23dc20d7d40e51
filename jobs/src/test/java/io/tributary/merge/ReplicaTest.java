package io.tributary.merge;

import static io.tributary.merge.Messages.example;
import static io.tributary.merge.Messages.opening;
import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica does with examples, and with what its masters say. */
final class ReplicaTest extends ReplicaFixture {
  @Test
  void announcesItselfToAllMasters() {
    Replica replica = replica(0, 20);
    replica.start();
    assertThat(joins)
        .containsExactly(
            new Registered(0, 1, 2, SESSION, (1000L << 20) + SESSION),
            new Registered(1, 1, 2, SESSION, (1000L << 20) + SESSION));
    assertThat(replica.wantsExamples()).as("round 0 needs no merged version").isTrue();
  }

  @Test
  void proposesAHigherGenerationThanItHasSeenThoughTheClockIsBehind() {
    Replica first = started(0, 20);
    open(first, 5000L << 20);
    List<ReplicaSnapshot> all = group(first);
    joins.clear();
    Replica second = replica(0, 20);
    second.restore(all);
    second.start();
    assertThat(joins).extracting(Registered::generation).containsOnly((5000L << 20) + 1 + SESSION);
  }

  @Test
  void sendsOneDeltaPerBlockWhenARoundIsFull() {
    Replica replica = started(0, 0);
    replica.onExample(example(1, 0, 2));
    replica.onExample(example(1, 0));
    assertThat(deltas).isEmpty();
    replica.onExample(example(0, 0));
    assertThat(deltas).hasSize(2);
    assertThat(deltas).extracting(Delta::block).containsExactly(0, 1);
    assertThat(deltas).extracting(Delta::examples).containsOnly(3);
    assertThat(deltas).extracting(Delta::activeCoordinates).containsOnly(4L);
    assertThat(deltas).extracting(Delta::last).containsOnly(false);
    assertThat(deltas.get(0).changes()).isEqualTo(values(0, learner.lanes()[0]));
    assertThat(deltas.get(1).changes()).isEqualTo(values(0, learner.lanes()[2]));
    assertThat(wakes).as("no timers when rounds close by count alone").isEmpty();
  }

  @Test
  void aBlockThatTheRoundDidNotTouchGetsAnEmptyDelta() {
    Replica replica = started(0, 0);
    learnRound(replica, 3);
    assertThat(deltas.get(0).changes()).isEqualTo(SparseValues.EMPTY);
    assertThat(deltas.get(1).changes().offsets()).containsExactly(1);
  }

  @Test
  void aRoundEndsWhenItsTimeIsOver() {
    Replica replica = started(0, 20);
    assertThat(wakes).as("an empty round stays open").isEmpty();
    now = 1005;
    replica.onExample(example(1, 0));
    assertThat(wakes).containsExactly(1025L);
    now = 1024;
    replica.onExample(example(1, 0));
    replica.onTimer();
    assertThat(deltas).isEmpty();
    now = 1025;
    replica.onTimer();
    assertThat(deltas).extracting(Delta::examples).containsExactly(2, 2);
    replica.onTimer();
    assertThat(deltas).as("only once").hasSize(2);
  }

  @Test
  void anEmptyRoundEndsWhenItIsDue() {
    Replica replica = started(1, 20);
    open(replica, 1);
    replica.onMessage(new RoundDue(0, 1, 1));
    assertThat(wakes).containsExactly(1005L);
    now = 1005;
    replica.onTimer();
    assertThat(deltas).as("round 0").extracting(Delta::examples).containsExactly(0, 0);
    assertThat(wakes).containsExactly(1005L, 1010L);
    now = 1010;
    replica.onTimer();
    assertThat(deltas).as("and round 1").extracting(Delta::round).containsExactly(0L, 0L, 1L, 1L);
    now = 2000;
    update(replica, 1, 1, SparseValues.EMPTY);
    replica.onTimer();
    assertThat(deltas).as("round 2 is not due").hasSize(4);
  }

  @Test
  void holdsExamplesUntilTheVersionItNeedsIsThere() {
    Replica replica = started(0, 20);
    open(replica, 1);
    learnRound(replica, 0);
    assertThat(replica.wantsExamples()).isFalse();
    replica.onExample(example(1, 3));
    replica.onExample(example(1, 3));
    assertThat(replica.heldExamples()).isEqualTo(2);
    assertThat(replica.stats().metrics().total().count()).isEqualTo(3);
    replica.onMessage(new Update(0, 1, 1, -1, 0, false, MergeProgress.NONE, values(0, 9)));
    assertThat(replica.heldExamples()).as("block 1 is still missing").isEqualTo(2);
    replica.onMessage(new Update(1, 1, 1, -1, 0, false, MergeProgress.NONE, SparseValues.EMPTY));
    assertThat(replica.heldExamples()).isZero();
    assertThat(replica.wantsExamples()).isTrue();
    assertThat(learner.lanes()[0]).as("merged value, own round inside it").isEqualTo(9);
    assertThat(replica.stats().metrics().total().count()).isEqualTo(5);
  }

  @Test
  void learnsOnTheOlderVersionAndItsOwnRoundsThoughANewerIsThere() {
    Replica replica = started(1, 0);
    open(replica, 1);
    learnRound(replica, 0);
    float own = learner.lanes()[0];
    // Version 1 arrives early; round 1 is learned on version 0 all the same.
    update(replica, 1, 1, values(0, 5));
    assertThat(learner.lanes()[0]).isEqualTo(own);
    learnRound(replica, 0);
    assertThat(deltas.get(2).baseVersion()).isZero();
    // Round 2 is learned on version 1 and own round 1.
    assertThat(learner.lanes()[0]).isEqualTo(5 + deltas.get(2).changes().lanes()[0]);
    learnRound(replica, 0);
    assertThat(deltas.get(4).baseVersion()).isEqualTo(1);
    assertThat(replica.stats().staleness()).isEqualTo(1);
    assertThat(replica.wantsExamples()).as("round 3 needs version 2").isFalse();
  }

  @Test
  void whenTooManyExamplesAreHeldItGoesOnAndSaysSo() {
    Replica replica = started(0, 0);
    open(replica, 1);
    learnRound(replica, 0);
    for (int i = 0; i < 4; i++) {
      replica.onExample(example(1, 0));
    }
    assertThat(replica.heldExamples()).isEqualTo(4);
    assertThat(replica.stats().overruns()).isZero();
    replica.onExample(example(1, 0));
    assertThat(replica.stats().overruns()).isEqualTo(1);
    assertThat(replica.heldExamples()).isEqualTo(2);
    assertThat(replica.round()).isEqualTo(2);
    update(replica, 1, 1, values(0, 1));
    assertThat(replica.heldExamples()).as("round 2 needs version 2").isEqualTo(2);
    update(replica, 1, 2, values(0, 2));
    assertThat(replica.heldExamples()).isZero();
    assertThat(replica.stats().staleness()).isZero();
  }

  @Test
  void anIncarnationThatDoesNotNameItsSessionIsIgnored() {
    Replica replica = started(0, 0);
    learnRound(replica, 0);
    replica.onMessage(opening(0, 9, 1, 76));
    replica.onMessage(opening(1, 9, 1, 76));
    update(replica, 9, 1, values(0, 5));
    replica.onMessage(new RoundDue(0, 9, 3));
    assertThat(replica.wantsExamples()).isFalse();
    open(replica, 3);
    update(replica, 3, 1, values(0, 5));
    assertThat(replica.wantsExamples()).isTrue();
  }

  @Test
  void updatesOfOtherGenerationsAndThoseItHasAreIgnored() {
    Replica replica = started(0, 0);
    update(replica, 0, 1, values(0, 4));
    open(replica, 3);
    learnRound(replica, 0);
    update(replica, 2, 1, values(0, 5));
    update(replica, 4, 1, values(0, 6));
    assertThat(replica.wantsExamples()).isFalse();
    update(replica, 3, 1, values(0, 7));
    update(replica, 3, 1, values(0, 8));
    assertThat(replica.wantsExamples()).isTrue();
    assertThat(learner.lanes()[0]).isEqualTo(7);
  }

  @Test
  void theEndOfInputSendsWhatTheRoundHas() {
    Replica replica = started(0, 20);
    open(replica, 1);
    replica.onExample(example(1, 0));
    replica.endInput();
    assertThat(deltas).extracting(Delta::last).containsExactly(true, true);
    assertThat(deltas).extracting(Delta::examples).containsExactly(1, 1);
    assertThat(replica.wantsExamples()).isFalse();
    assertThat(replica.ended()).isFalse();
    replica.onMessage(new Update(0, 1, 1, -1, 0, true, MergeProgress.NONE, SparseValues.EMPTY));
    assertThat(replica.ended()).isFalse();
    replica.onMessage(new Update(1, 1, 1, -1, 0, true, MergeProgress.NONE, SparseValues.EMPTY));
    assertThat(replica.ended()).isTrue();
  }

  @Test
  void theEndOfInputWaitsForHeldExamples() {
    Replica replica = started(0, 0);
    open(replica, 1);
    learnRound(replica, 0);
    replica.onExample(example(1, 0));
    replica.endInput();
    assertThat(deltas).hasSize(2);
    update(replica, 1, 1, SparseValues.EMPTY);
    assertThat(deltas).hasSize(4);
    assertThat(deltas.get(3).last()).isTrue();
    assertThat(deltas.get(3).examples()).isEqualTo(1);
  }

  @Test
  void unboundedNeverWaitsForOthersButForItsOwnRounds() {
    Replica replica = started(-1, 20);
    open(replica, 1);
    for (int round = 0; round < 4; round++) {
      assertThat(replica.wantsExamples()).isTrue();
      learnRound(replica, 0);
    }
    assertThat(replica.wantsExamples()).as("4 rounds are not merged").isFalse();
    assertThat(replica.stalenessRounds()).isEqualTo(4);
    SparseValues none = SparseValues.EMPTY;
    replica.onMessage(new Update(0, 1, 1, 0, 0, false, MergeProgress.NONE, none));
    replica.onMessage(new Update(0, 1, 2, 1, 0, false, MergeProgress.NONE, none));
    assertThat(replica.wantsExamples()).isFalse();
    replica.onMessage(new Update(1, 1, 1, 1, 0, false, MergeProgress.NONE, none));
    assertThat(replica.wantsExamples()).isTrue();
    assertThat(replica.stalenessRounds()).isEqualTo(3);
  }

  @Test
  void unboundedInstallsUpdatesWithinARound() {
    Replica replica = started(-1, 20);
    open(replica, 1);
    learnRound(replica, 0);
    float sent = learner.lanes()[0];
    replica.onExample(example(1, 0));
    float open = learner.lanes()[0] - sent;
    // Another replica's: own rounds are on top.
    replica.onMessage(new Update(0, 1, 1, 0, 0, false, MergeProgress.NONE, values(0, 10)));
    assertThat(learner.lanes()[0]).isCloseTo(10 + sent + open, within(1e-5f));
    // Its own: what was sent is inside.
    replica.onMessage(new Update(0, 1, 2, 1, 0, false, MergeProgress.NONE, values(0, 20)));
    assertThat(learner.lanes()[0]).isCloseTo(20 + open, within(1e-5f));
    now += 20;
    replica.onTimer();
    assertThat(deltas.get(2).changes().lanes()[0])
        .as("what the round learned, no more")
        .isCloseTo(open, within(1e-5f));
    assertThat(deltas.get(2).baseVersion()).isZero();
  }

  @Test
  void unboundedTakesAnOpeningsContentAndKeepsWhatItLacks() {
    Replica replica = started(-1, 20);
    learnRound(replica, 0);
    learnRound(replica, 0);
    float second = deltas.get(2).changes().lanes()[0];
    replica.onExample(example(1, 0));
    float open = learner.lanes()[0] - deltas.get(0).changes().lanes()[0] - second;
    replica.onMessage(
        new Opening(
            0,
            1,
            7,
            0,
            1,
            new long[] {1, SESSION},
            new long[] {5, 0},
            false,
            MergeProgress.NONE,
            values(0, 50),
            Messages.SHAPE,
            VersionDigests.of(7, 5)));
    assertThat(learner.lanes()[0]).isCloseTo(50 + second + open, within(1e-5f));
  }
}
