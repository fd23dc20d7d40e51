package io.tributary.serving;

import java.util.Arrays;

/**
 * How old examples were when they became visible to serving, counted in buckets that are at most
 * 1/16 of their value wide. Histograms of several mirrors can be merged. Not thread safe.
 */
public final class FreshnessHistogram {
  private static final int STEP_BITS = 4;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int BUCKETS = (Long.SIZE - STEP_BITS) * STEPS;

  private final long[] counts = new long[BUCKETS];
  private long total;

  /**
   * Counts examples of one age.
   *
   * @param millis the age; clocks that differ may make it negative, which counts as 0
   * @param examples how many, not negative
   */
  public void record(long millis, long examples) {
    counts[bucketOf(Math.max(0, millis))] += examples;
    total += examples;
  }

  /** Adds all that another histogram has counted. */
  public void merge(FreshnessHistogram other) {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      counts[bucket] += other.counts[bucket];
    }
    total += other.total;
  }

  /** Forgets everything. */
  public void clear() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  /** Returns the number of examples counted. */
  public long examples() {
    return total;
  }

  /**
   * Returns an age in ms that the given share of the examples did not exceed, rounded up to the end
   * of its bucket, or 0 when there are none.
   *
   * @param share between 0 and 1, such as .99
   */
  public long quantile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return lastOf(bucket);
      }
    }
    return 0;
  }

  /** Returns the figures that are reported. */
  public Freshness summary() {
    return new Freshness(total, quantile(.5), quantile(.99));
  }

  // Values below STEPS have a bucket each; above, every power of two has STEPS buckets.
  private static int bucketOf(long value) {
    if (value < STEPS) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(value);
    return (shift << STEP_BITS) + (int) (value >>> shift);
  }

  private static long lastOf(int bucket) {
    if (bucket < 2 * STEPS) {
      return bucket;
    }
    int shift = (bucket >>> STEP_BITS) - 1;
    long first = (long) (bucket - (shift << STEP_BITS)) << shift;
    return first + (1L << shift) - 1;
  }
}
