package io.tributary.merge;

import java.util.function.LongSupplier;

/**
 * Decides when a replica's open round ends by time. A round ends some time after its first example,
 * sooner when few examples followed; a round that is due ends soon as well.
 */
final class RoundTimer {
  private final ReplicaConfig config;
  private final int replicas;
  private final LongSupplier clock;
  private final ReplicaOutput out;
  private long dueUpTo = -1;
  private long fewDeadline = Long.MAX_VALUE;
  private long roundDeadline = Long.MAX_VALUE;
  private long dueDeadline = Long.MAX_VALUE;
  private boolean over;

  /** When somebody will wake the replica, at the earliest. */
  private long wakesAt = Long.MAX_VALUE;

  RoundTimer(ReplicaConfig config, int replicas, LongSupplier clock, ReplicaOutput out) {
    this.config = config;
    this.replicas = replicas;
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
      long now = clock.getAsLong();
      fewDeadline = now + config.minDelayMillis();
      roundDeadline = now + config.maxDelayMillis();
      wake(now, Math.min(fewDeadline, roundDeadline));
    }
  }

  /** The round that is open is this one, which others may wait for. */
  void open(long round) {
    if (round <= dueUpTo && dueDeadline == Long.MAX_VALUE) {
      long now = clock.getAsLong();
      dueDeadline = now + config.dueMillis();
      wake(now, dueDeadline);
    }
  }

  /**
   * Makes sure that the replica is woken at the deadline, or earlier and then once more. Most
   * rounds are full long before their time is over, so a timer for each round would cost more than
   * one timer that looks which round it finds.
   */
  private void wake(long now, long deadline) {
    if (deadline < wakesAt || wakesAt <= now) {
      wakesAt = deadline;
      out.wakeAt(deadline);
    }
  }

  /**
   * Looks at the clock.
   *
   * @param examples how many the open round has
   */
  void tick(int examples) {
    long now = clock.getAsLong();
    if (now >= fewDeadline && !config.roundSize().isFew(examples, replicas)) {
      fewDeadline = Long.MAX_VALUE;
    }
    long deadline = Math.min(Math.min(fewDeadline, roundDeadline), dueDeadline);
    over |= now >= deadline;
    if (now >= wakesAt) {
      wakesAt = Long.MAX_VALUE;
    }
    if (!over && deadline != Long.MAX_VALUE) {
      wake(now, deadline);
    }
  }

  /** Returns true once the open round should end. */
  boolean isOver() {
    return over;
  }

  /** The open round should end now. */
  void end() {
    over = true;
  }

  /** The round has ended. */
  void reset() {
    fewDeadline = Long.MAX_VALUE;
    roundDeadline = Long.MAX_VALUE;
    dueDeadline = Long.MAX_VALUE;
    over = false;
  }
}
