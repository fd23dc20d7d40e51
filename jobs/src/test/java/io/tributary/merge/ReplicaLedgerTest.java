package io.tributary.merge;

import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.merge.LedgerSummary.Milestone;
import io.tributary.model.BlockDigest;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaLedgerTest extends ReplicaFixture {
  private static final Update FIRST = merged(0, 1, 3, values(0, 7));
  private static final Update SECOND = merged(0, 2, 9, values(1, 2));
  private static final long DIGEST_1 = BlockDigest.next(BlockDigest.START, FIRST.checksum());
  private static final long DIGEST_2 = BlockDigest.next(DIGEST_1, SECOND.checksum());

  private static Update merged(int block, long version, long examples, SparseValues values) {
    MergeProgress progress = new MergeProgress(examples, 0, 3, 0);
    return new Update(block, 1, version, -1, version - 1, false, progress, values);
  }

  @Test
  void whatIsInstalledIsOnRecordAndWhatIsOnlyReceivedIsNot() {
    Replica replica = started(1, 0);
    assertThat(replica.ledger().entries()).as("nobody has opened a block").isEmpty();
    open(replica, 1);
    assertThat(replica.ledger().entries())
        .containsExactly(new LedgerEntry(0, 1, 0, 0, 0), new LedgerEntry(1, 1, 0, 0, 0));
    learnRound(replica, 0);
    learnRound(replica, 0);
    replica.onMessage(FIRST);
    replica.onMessage(SECOND);
    assertThat(replica.ledger().entries().get(0).version()).isZero();
    replica.onMessage(merged(1, 1, 3, SparseValues.EMPTY));
    assertThat(replica.ledger().entries().get(0))
        .as("the third round is learned on the first update")
        .isEqualTo(new LedgerEntry(0, 1, 1, 3, DIGEST_1));
    learnRound(replica, 0);
    replica.onMessage(merged(1, 2, 9, SparseValues.EMPTY));
    assertThat(replica.ledger().entries().get(0)).isEqualTo(new LedgerEntry(0, 1, 2, 9, DIGEST_2));
  }

  @Test
  void milestonesOfAllBlocksAreAddedUp() {
    Replica replica = started(0, 0);
    assertThat(replica.ledger().summary()).isEqualTo(LedgerSummary.NONE);
    open(replica, 1);
    long[] digests = new long[2];
    for (int version = 1; version <= 9; version++) {
      learnRound(replica, 0);
      for (int block = 0; block < 2; block++) {
        Update update = merged(block, version, 3L * version, SparseValues.EMPTY);
        replica.onMessage(update);
        if (version <= 8) {
          digests[block] = BlockDigest.next(digests[block], update.checksum());
        }
      }
    }
    LedgerSummary summary = replica.ledger().summary();
    assertThat(summary.version()).isEqualTo(9);
    assertThat(summary.milestones())
        .extracting(Milestone::version)
        .containsExactly(9L, 8L, 0L, 0L, 0L);
    assertThat(summary.milestones().get(1).digest()).isEqualTo(digests[0] + digests[1]);
  }

  @Test
  void milestonesThatAnOpeningDoesNotKnowAreUnknown() {
    BlockLedger ledger = new BlockLedger();
    ledger.adopt(opening(70, 72, 9));
    assertThat(ledger.milestone(0)).isEqualTo(new Milestone(70, 706));
    assertThat(ledger.milestone(1)).isEqualTo(new Milestone(64, 700));
    assertThat(ledger.milestone(2)).isEqualTo(new Milestone(64, 700));
    assertThat(ledger.milestone(3).version()).isNegative();
  }

  /** An opening at a version, whose master knows the last digests: 700 for version 64 and so on. */
  private static Opening opening(long version, long newest, int known) {
    long[] digests = new long[known];
    for (int i = 0; i < known; i++) {
      digests[i] = 700 + newest - known + 1 + i - 64;
    }
    return new Opening(
        0,
        500,
        version,
        0,
        1,
        new long[] {OTHER, SESSION},
        new long[] {-1, -1},
        false,
        new MergeProgress(10 * version, 0, 0, 0),
        SparseValues.EMPTY,
        Messages.SHAPE,
        new VersionDigests(newest, digests));
  }

  private Replica restored(LedgerEntry entry) {
    Replica replica = replica(0, 0);
    replica.restore(group(started(0, 0)));
    replica.ledger().restore(List.of(entry));
    replica.start();
    return replica;
  }

  @Test
  void aRestoredEntryIsKeptUntilItsMasterConfirmsIt() {
    LedgerEntry entry = new LedgerEntry(0, 9, 71, 710, 707);
    Replica replica = restored(entry);
    assertThat(replica.ledger().entries()).containsExactly(entry);
    replica.onMessage(opening(70, 72, 9));
    assertThat(replica.ledger().summary().compared()).isEqualTo(1);
    assertThat(replica.ledger().entries()).containsExactly(new LedgerEntry(0, 500, 70, 700, 706));
  }

  @Test
  void versionsThatTheMasterDoesNotKnowAnyMoreAreNotCompared() {
    Replica replica = restored(new LedgerEntry(0, 9, 63, 700, 1));
    replica.onMessage(opening(70, 72, 9));
    assertThat(replica.ledger().summary().compared()).isZero();
    assertThat(replica.ledger().summary().uncompared()).isEqualTo(1);
  }

  @Test
  void aDifferenceSaysWhatBothSidesHave() {
    assertThatThrownBy(
            () -> restored(new LedgerEntry(0, 9, 71, 710, 255)).onMessage(opening(70, 72, 9)))
        .isInstanceOf(LedgerMismatchException.class)
        .hasMessage(
            "replica's ledger differs from what the master opens: block=0 version=71"
                + " replicaDigest=00000000000000ff masterDigest=00000000000002c3"
                + " replicaExamples=710 replicaGeneration=9 masterExamples=700"
                + " masterVersions=70..72");
    for (LedgerEntry wrong :
        List.of(
            new LedgerEntry(0, 9, 73, 730, 709),
            new LedgerEntry(0, 9, 70, 701, 706),
            new LedgerEntry(0, 9, 71, 699, 707),
            new LedgerEntry(0, 9, 5, 701, 1))) {
      assertThatThrownBy(() -> restored(wrong).onMessage(opening(70, 72, 9)))
          .as("%s", wrong)
          .isInstanceOf(LedgerMismatchException.class);
    }
  }

  @Test
  void aBlockThatHoldsSomebodyElsesUpdateIsLeftOutUntilItIsOpenedAgain() {
    Replica replica = started(0, 0);
    open(replica, 1);
    learnRound(replica, 0);
    update(replica, 1, 1, values(0, 7));
    assertThat(replica.ledger().entries()).hasSize(2);
    update(replica, 1, 1, values(0, 8));
    assertThat(replica.ledger().entries()).extracting(LedgerEntry::block).containsExactly(1);
    replica.onMessage(opening(70, 72, 9));
    assertThat(replica.ledger().entries()).contains(new LedgerEntry(0, 500, 70, 700, 706));
  }
}
