package io.tributary.merge;

import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Decides when a replica asks its masters to open blocks again. It asks when another incarnation
 * outranks its own, when a master's message is missing or contradicts an earlier one, or when a
 * record could not be read and the replica then waits for a block in vain.
 *
 * <p>The replica does not ask at once: two incarnations that overlap for a moment would outbid each
 * other as fast as they can, and most records that can't be read matter to nobody. As long as
 * asking does not help, the replica asks less and less often.
 */
final class Reopening {
  /** How long another incarnation is left with the higher generation. */
  static final long BID_MILLIS = 1000;

  private static final long MOST_MILLIS = 60_000;

  private final Follower follower;
  private final LongSupplier clock;
  private final ReplicaOutput out;
  private final boolean isFirst;
  private final long[] markedVersions;
  private final long[] markedGenerations;
  private final long leastMillis;
  private long deadline = Long.MAX_VALUE;
  private long millis;
  private boolean doubting;
  private boolean doubtAgain;

  /**
   * Creates one that has nothing to ask for.
   *
   * @param index the replica's: the first sees to other incarnations, and others leave it the time
   *     to ask for all
   */
  Reopening(int index, int blocks, Follower follower, LongSupplier clock, ReplicaOutput out) {
    this.follower = follower;
    this.clock = clock;
    this.out = out;
    isFirst = index == 0;
    leastMillis = isFirst ? BID_MILLIS : 2 * BID_MILLIS;
    millis = leastMillis;
    markedVersions = new long[blocks];
    markedGenerations = new long[blocks];
  }

  /** Looks whether there is something to ask for; call after each message. */
  void look() {
    if (isWanted()) {
      if (deadline == Long.MAX_VALUE) {
        arm();
      }
    } else if (!doubting) {
      deadline = Long.MAX_VALUE;
      millis = leastMillis;
    }
  }

  boolean isPending() {
    return deadline != Long.MAX_VALUE;
  }

  /** A record was passed over. It may have been a message that nobody repeats. */
  void doubt() {
    if (doubting) {
      doubtAgain = true;
      return;
    }
    doubting = true;
    mark();
    if (deadline == Long.MAX_VALUE) {
      arm();
    }
  }

  private void arm() {
    deadline = clock.getAsLong() + millis;
    out.wakeAt(deadline);
  }

  private boolean isWanted() {
    return follower.isBroken() || (isFirst && follower.isOutranked());
  }

  private void mark() {
    for (int block = 0; block < markedVersions.length; block++) {
      markedVersions[block] = follower.toldVersion(block);
      markedGenerations[block] = follower.generation(block);
    }
  }

  /**
   * Looks at the clock, and asks when it is time.
   *
   * @param isAwaited whether the replica waits for what the master of a block says
   */
  void tick(int replicas, IntPredicate isAwaited) {
    if (clock.getAsLong() < deadline) {
      return;
    }
    deadline = Long.MAX_VALUE;
    boolean stuck = false;
    boolean asked = false;
    for (int block = 0; block < markedVersions.length; block++) {
      boolean inVain = doubting && isUnchanged(block) && isAwaited.test(block);
      stuck |= inVain;
      if (inVain || follower.isBroken(block) || (isFirst && follower.isOutranked(block))) {
        follower.raise(block, clock.getAsLong(), replicas, out);
        asked = true;
      }
    }
    millis = asked ? Math.min(2 * millis, MOST_MILLIS) : leastMillis;
    doubting = stuck || doubtAgain;
    doubtAgain = false;
    if (doubting) {
      mark();
    }
    if (doubting || isWanted()) {
      arm();
    }
  }

  private boolean isUnchanged(int block) {
    return markedVersions[block] == follower.toldVersion(block)
        && markedGenerations[block] == follower.generation(block);
  }
}
