package io.tributary.merge;

import io.tributary.merge.LedgerSummary.Milestone;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a replica has installed of each block, on record. All replicas of a checkpoint that have
 * installed the same version of a block have the same digest of it, which is the master's: this is
 * how one can see that they agree, without keeping what they have installed.
 *
 * <p>What is restored of it is compared with the first opening of each block. That holds for the
 * ledger of any replica of the checkpoint: after a rescaling each is given one of them.
 */
public final class ReplicaLedger {
  private final BlockInbox[] inboxes;
  private final Follower follower;

  /** What the masters have yet to confirm. */
  private final Map<Integer, LedgerEntry> restored = new HashMap<>();

  private long compared;
  private long uncompared;

  ReplicaLedger(BlockInbox[] inboxes, Follower follower) {
    this.inboxes = inboxes;
    this.follower = follower;
  }

  /** Takes over what a checkpoint has of some replica; call before the replica starts. */
  public void restore(Collection<LedgerEntry> entries) {
    entries.forEach(entry -> restored.put(entry.block(), entry));
  }

  /**
   * Compares what was restored of a block with what its own incarnation's master opens.
   *
   * @throws LedgerMismatchException when they differ
   */
  void opened(Opening opening) {
    LedgerEntry entry = restored.remove(opening.block());
    if (entry == null) {
      return;
    }
    VersionDigests digests = opening.digests();
    boolean known = digests.knows(entry.version());
    if (entry.version() > digests.newest()
        || (known && digests.at(entry.version()) != entry.digest())
        || !isPossible(entry, opening)) {
      throw new LedgerMismatchException(entry, opening);
    }
    if (known) {
      compared++;
    } else {
      uncompared++;
    }
  }

  /** Returns false when a version can't have as many examples, however far apart the two are. */
  private static boolean isPossible(LedgerEntry entry, Opening opening) {
    int versions = Long.compare(entry.version(), opening.version());
    int examples = Long.compare(entry.examples(), opening.progress().examples());
    return versions == 0 ? examples == 0 : versions * examples >= 0;
  }

  /**
   * Returns what a checkpoint keeps: what is installed of each block, or what was restored and is
   * not confirmed yet. A block is left out that nobody has opened, or that is known to hold an
   * update of somebody else: its master is about to replace it.
   */
  public List<LedgerEntry> entries() {
    List<LedgerEntry> entries = new ArrayList<>(inboxes.length);
    for (BlockInbox inbox : inboxes) {
      int block = inbox.block;
      LedgerEntry unconfirmed = restored.get(block);
      if (unconfirmed != null) {
        entries.add(unconfirmed);
      } else if (follower.isSound(block)) {
        BlockLedger ledger = inbox.ledger();
        entries.add(
            new LedgerEntry(
                block,
                follower.generation(block),
                ledger.version(),
                ledger.examples(),
                ledger.digest()));
      }
    }
    return entries;
  }

  /** Returns true when there is an entry of each block, or was until it turned out to be wrong. */
  boolean isComplete() {
    return follower.allOpen();
  }

  /** Returns how many entries the masters have confirmed, or could not. */
  public long looked() {
    return compared + uncompared;
  }

  /** Returns what all of it comes to. */
  public LedgerSummary summary() {
    long least = Long.MAX_VALUE;
    for (BlockInbox inbox : inboxes) {
      least = Math.min(least, inbox.ledger().version());
    }
    List<Milestone> milestones = new ArrayList<>();
    for (int spacing = 0; spacing < Milestone.SPACINGS && follower.allOpen(); spacing++) {
      addMilestone(spacing, milestones);
    }
    return new LedgerSummary(least, compared, uncompared, milestones);
  }

  /** Adds the last milestone, if it is the same one of all blocks. */
  private void addMilestone(int spacing, List<Milestone> milestones) {
    long version = inboxes[0].ledger().milestone(spacing).version();
    long sum = 0;
    for (BlockInbox inbox : inboxes) {
      Milestone ofBlock = inbox.ledger().milestone(spacing);
      if (ofBlock.version() < 0 || ofBlock.version() != version) {
        return;
      }
      sum += ofBlock.digest();
    }
    milestones.add(new Milestone(version, sum));
  }
}
