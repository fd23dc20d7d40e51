package io.tributary.serving;

import org.HdrHistogram.Histogram;

/**
 * How long it took from sending an example until serving could see what was learned from it.
 *
 * @param examples number of examples the figures are of
 * @param p50 median, ms, 0 when there are no examples
 * @param p99 99th percentile, ms, 0 when there are no examples
 */
public record Freshness(long examples, long p50, long p99) {
  /** Decimal digits of an age that are kept. */
  private static final int DIGITS = 2;

  /** Returns a histogram of ages in ms, for any of them. */
  static Histogram newHistogram() {
    return new Histogram(DIGITS);
  }

  /** Returns the figures of ages in ms. */
  static Freshness of(Histogram ages) {
    return new Freshness(
        ages.getTotalCount(), ages.getValueAtPercentile(50), ages.getValueAtPercentile(99));
  }
}
