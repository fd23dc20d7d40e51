package io.tributary.merge;

import static io.tributary.merge.Messages.opening;
import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import org.junit.jupiter.api.Test;

/** What a replica does with what can be no master's word, and with what it has missed. */
final class ReplicaNoiseTest extends ReplicaFixture {
  @Test
  void aRoundThatNobodyCanHaveReachedIsNotDue() {
    Replica replica = started(1, 20);
    open(replica, 1);
    replica.onMessage(new RoundDue(0, 1, Long.MAX_VALUE));
    replica.onMessage(new RoundDue(0, 1, 4));
    assertThat(wakes).as("4 rounds may be unmerged: 0 to 3").isEmpty();
    assertThat(replica.skipped()).isEqualTo(2);
    replica.onMessage(new RoundDue(0, 1, 3));
    assertThat(wakes).containsExactly(1005L);
  }

  @Test
  void anUpdateThatNoMasterCanHaveMergedIsPassedOverAndMirrorsAreGivenAnOpening() {
    Replica replica = started(1, 0);
    open(replica, 1);
    joins.clear();
    // It has sent no round, so that there is nothing to merge.
    update(replica, 1, 1, values(0, 666));
    update(replica, 1, 50, values(0, 666));
    assertThat(replica.skipped()).isEqualTo(4);
    learnRound(replica, 0);
    learnRound(replica, 0);
    assertThat(learner.lanes()[0]).isLessThan(600);
    assertAsksAgain(replica, 0, 1);
  }

  @Test
  void aMissingUpdateMakesItAskForTheBlock() {
    Replica replica = started(1, 0);
    open(replica, 1);
    learnRound(replica, 0);
    learnRound(replica, 0);
    joins.clear();
    // Version 1 of block 0 was lost.
    replica.onMessage(new Update(0, 1, 2, -1, 1, false, MergeProgress.NONE, values(0, 8)));
    replica.onMessage(new Update(1, 1, 1, -1, 0, false, MergeProgress.NONE, SparseValues.EMPTY));
    assertAsksAgain(replica, 0);
    long higher = joins.get(0).generation();
    replica.onMessage(opening(0, higher, 1, SESSION));
    replica.onMessage(new Update(0, higher, 1, -1, 0, false, MergeProgress.NONE, values(0, 7)));
    assertThat(learner.lanes()[0]).as("round 2 is learned on version 1").isNotEqualTo(8);
    assertThat(replica.wantsExamples()).isTrue();
    assertThat(replica.isReopening()).isFalse();
  }

  @Test
  void twoUpdatesOfOneVersionMakeItTakeTheBlockAnew() {
    Replica replica = started(1, 0);
    open(replica, 1);
    learnRound(replica, 0);
    learnRound(replica, 0);
    joins.clear();
    update(replica, 1, 1, values(0, 666));
    assertThat(learner.lanes()[0]).as("no replica can tell yet").isGreaterThan(600);
    replica.onMessage(new Update(0, 1, 1, -1, 0, false, MergeProgress.NONE, values(0, 7)));
    assertAsksAgain(replica, 0);
    long higher = joins.get(0).generation();
    replica.onMessage(opening(0, higher, 1, SESSION));
    replica.onMessage(new Update(0, higher, 1, -1, 0, false, MergeProgress.NONE, values(0, 7)));
    learnRound(replica, 0);
    replica.onMessage(
        new Update(0, higher, 2, -1, 1, false, MergeProgress.NONE, SparseValues.EMPTY));
    replica.onMessage(new Update(1, 1, 2, -1, 1, false, MergeProgress.NONE, SparseValues.EMPTY));
    assertThat(learner.lanes()[0]).as("what the master has, and its own").isLessThan(20);
  }

  @Test
  void whatCanNotBeReadMattersWhenSomethingIsMissedAfterwards() {
    Replica replica = started(0, 0);
    open(replica, 1);
    joins.clear();
    replica.onSkipped();
    now += 10 * Reopening.BID_MILLIS;
    replica.onTimer();
    assertThat(joins).as("it waits for nothing").isEmpty();
    learnRound(replica, 0);
    replica.onSkipped();
    assertAsksAgain(replica, 0, 1);
    assertThat(replica.skipped()).isEqualTo(2);
    joins.clear();
    now += Reopening.BID_MILLIS;
    replica.onTimer();
    assertThat(joins).as("less and less often").isEmpty();
    now += 3 * Reopening.BID_MILLIS;
    replica.onTimer();
    assertThat(joins).hasSize(2);
    open(replica, joins.get(1).generation());
    joins.clear();
    now += 100 * Reopening.BID_MILLIS;
    replica.onTimer();
    assertThat(joins).as("opened, so that nothing said before is missing").isEmpty();
  }

  @Test
  void anUpdateOfAnIncarnationThatOpensNothingIsOutbid() {
    Replica first =
        new Replica(0, 2, OTHER, config(1, 0), newLearner(), newStats(), () -> now, this);
    first.start();
    open(first, 1);
    joins.clear();
    first.onMessage(new Update(1, 5, 9, -1, 8, false, MergeProgress.NONE, values(0, 1)));
    now += Reopening.BID_MILLIS;
    first.onTimer();
    assertThat(joins).extracting(Registered::block).containsExactly(1);
    assertThat(joins.get(0).generation()).isGreaterThan(5);
  }

  private void assertAsksAgain(Replica replica, Integer... blocks) {
    assertThat(joins).isEmpty();
    now += 2 * Reopening.BID_MILLIS;
    replica.onTimer();
    assertThat(joins).extracting(Registered::block).containsExactly(blocks);
    assertThat(joins).allMatch(join -> join.generation() > 1 && !join.rescaled());
  }
}
