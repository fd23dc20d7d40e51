package io.tributary.model;

import java.io.Serializable;

/** How a feature finds its row in the sparse table. */
public sealed interface TableKind extends Serializable {
  /** Returns the kind in which features are hashed to coordinates. */
  static TableKind hashed() {
    return new Hashed();
  }

  /** Returns true when each feature has a row of its own, found by its 64-bit hash. */
  default boolean isExact() {
    return this instanceof Exact;
  }

  /** A feature is hashed to one of 2^bits coordinates, which features may share. */
  record Hashed() implements TableKind {}

  /**
   * A feature has a row of its own, which it is given when it is seen often enough and loses when
   * it was not seen for long.
   *
   * @param admitAfter at which sighting it is given a row, 1 to {@link #MOST_SIGHTINGS}
   * @param expireAfterMillis how much event time after it was last seen it loses the row, or 0:
   *     never
   * @param maxFeatures how many features have rows at most, in all blocks together
   */
  record Exact(int admitAfter, long expireAfterMillis, int maxFeatures) implements TableKind {
    /** The most sightings that are counted. */
    public static final int MOST_SIGHTINGS = 255;

    /** The most rows of a table. */
    public static final int MOST_FEATURES = 1 << 29;

    /** Checks the numbers. */
    public Exact {
      if (admitAfter < 1
          || admitAfter > MOST_SIGHTINGS
          || expireAfterMillis < 0
          || maxFeatures < 1
          || maxFeatures > MOST_FEATURES) {
        throw new IllegalArgumentException(
            "exact table is out of range: admitAfter="
                + admitAfter
                + " expireAfterMillis="
                + expireAfterMillis
                + " maxFeatures="
                + maxFeatures);
      }
    }

    /** Returns how many rows one of some blocks may have: hashes spread features evenly. */
    public int maxFeaturesOfBlock(int blocks) {
      return (int) Math.max(1, ((long) maxFeatures + blocks - 1) / blocks);
    }
  }
}
