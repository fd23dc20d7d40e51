package io.tributary.merge;

import java.util.function.LongSupplier;

/**
 * When a replica's open round ends by time: some time after its first example, or when it is due.
 */
final class RoundTimer {
  private final ReplicaConfig config;
  private final LongSupplier clock;
  private final ReplicaOutput out;
  private long dueUpTo = -1;
  private long roundDeadline = Long.MAX_VALUE;
  private long dueDeadline = Long.MAX_VALUE;
  private boolean over;

  RoundTimer(ReplicaConfig config, LongSupplier clock, ReplicaOutput out) {
    this.config = config;
    this.clock = clock;
    this.out = out;
  }

  /** Takes note that other replicas have finished a round. */
  void due(long round) {
    dueUpTo = Math.max(dueUpTo, round);
  }

  /** The open round has got its first example. */
  void startRound() {
    if (!config.closesByCountOnly()) {
      roundDeadline = clock.getAsLong() + config.maxDelayMillis();
      out.wakeAt(roundDeadline);
    }
  }

  /** The round that is open is this one, which others may wait for. */
  void open(long round) {
    if (round <= dueUpTo && dueDeadline == Long.MAX_VALUE) {
      dueDeadline = clock.getAsLong() + config.dueMillis();
      out.wakeAt(dueDeadline);
    }
  }

  /** Looks at the clock. */
  void tick() {
    over |= clock.getAsLong() >= Math.min(roundDeadline, dueDeadline);
  }

  /** Returns true once the open round should end. */
  boolean isOver() {
    return over;
  }

  /** The round has ended. */
  void reset() {
    roundDeadline = Long.MAX_VALUE;
    dueDeadline = Long.MAX_VALUE;
    over = false;
  }
}
