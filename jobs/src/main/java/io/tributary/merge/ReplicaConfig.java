package io.tributary.merge;

import io.tributary.model.BlockLayout;
import java.io.Serializable;

/**
 * What the merge protocol may do.
 *
 * @param layout the model's blocks
 * @param staleness how far the merged model may be behind
 * @param roundSize examples of a full round
 * @param minDelayMillis how long a round with few examples stays open, at most {@code
 *     maxDelayMillis}; a longer wait would save next to nothing
 * @param maxDelayMillis how long a round that has examples stays open; 0 closes rounds by count
 *     alone, which is reproducible
 * @param dueMillis how long a round that is due stays open
 * @param maxHeld examples a waiting replica holds before it learns on an older version than the
 *     staleness allows
 * @param maxUnmergedRounds how many rounds of a replica may be sent and not merged. At the bound, a
 *     replica that may not wait any longer lets its round grow instead of ending it
 * @param maxDriftMillis how far, in event time, a replica with a backlog may be ahead of the
 *     slowest one; 0 for any distance
 */
public record ReplicaConfig(
    BlockLayout layout,
    Staleness staleness,
    RoundSize roundSize,
    long minDelayMillis,
    long maxDelayMillis,
    long dueMillis,
    int maxHeld,
    int maxUnmergedRounds,
    long maxDriftMillis)
    implements Serializable {
  /** Creates the settings of replicas that may be any distance from each other. */
  public ReplicaConfig(
      BlockLayout layout,
      Staleness staleness,
      RoundSize roundSize,
      long minDelayMillis,
      long maxDelayMillis,
      long dueMillis,
      int maxHeld,
      int maxUnmergedRounds) {
    this(
        layout,
        staleness,
        roundSize,
        minDelayMillis,
        maxDelayMillis,
        dueMillis,
        maxHeld,
        maxUnmergedRounds,
        0);
  }

  /** Returns the hard bound of rounds that a replica has sent and nobody has merged. */
  int mostUnmergedRounds() {
    return Math.max(maxUnmergedRounds, staleness.rounds() + 1);
  }

  /**
   * Returns true when masters merge the rounds of one replica alone, in order. The replica then
   * knows the merged values by itself.
   */
  boolean isAlone(int replicas) {
    return replicas == 1 && staleness.bounded();
  }

  /**
   * Returns true when a round begins on the newest merged version that is there, instead of on the
   * oldest that the staleness allows. Where time ends rounds, no run is like another anyway; where
   * count does, the oldest version makes all runs alike.
   */
  boolean learnsOnFreshest() {
    return staleness.bounded() && !closesByCountOnly();
  }

  /** Returns true when rounds end by count alone. */
  public boolean closesByCountOnly() {
    return maxDelayMillis == 0;
  }
}
