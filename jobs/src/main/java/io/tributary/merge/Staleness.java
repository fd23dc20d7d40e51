package io.tributary.merge;

import java.io.Serializable;

/**
 * How many rounds the merged model that a replica learns on may be behind.
 *
 * @param rounds 0 for bulk synchronous, k for stale synchronous, -1 for unbounded (asynchronous)
 */
public record Staleness(int rounds) implements Serializable {
  /** Asynchronous: replicas never wait, and deltas are merged as they come. */
  public static final Staleness UNBOUNDED = new Staleness(-1);

  public Staleness {
    if (rounds < -1) {
      throw new IllegalArgumentException(
          "staleness is negative: staleness=" + rounds + " allowed=0,1,2,...,unbounded");
    }
  }

  /** Returns true unless asynchronous. */
  public boolean bounded() {
    return rounds >= 0;
  }

  /** Returns the version on which a round is learned; only when bounded. */
  long versionFor(long round) {
    return Math.max(0, round - rounds);
  }

  /**
   * Returns how many updates of a block its master keeps, 0 when asynchronous. At a barrier all
   * replicas may have sent a round, and none may have begun the next. Then the master is one
   * version more than the staleness ahead of a replica's view.
   */
  int updatesKept() {
    return bounded() ? rounds + 1 : 0;
  }

  @Override
  public String toString() {
    return bounded() ? Integer.toString(rounds) : "unbounded";
  }
}
