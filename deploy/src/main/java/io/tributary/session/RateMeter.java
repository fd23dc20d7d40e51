package io.tributary.session;

import java.util.concurrent.TimeUnit;

/** How fast a count has grown lately. */
final class RateMeter {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  // Counts are told in steps, and between two of them nothing is known, not that nothing grows.
  private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private long count;
  private long since = Long.MIN_VALUE;
  private double perSecond = Double.NaN;

  /** Takes the latest count and returns its growth per second, NaN when that is not known yet. */
  double update(long latest, long nanos) {
    if (since == Long.MIN_VALUE) {
      since = nanos;
      count = latest;
    } else if (nanos - since >= (latest == count ? STILL_NANOS : LEAST_NANOS)) {
      perSecond = (latest - count) * 1e9 / (nanos - since);
      since = nanos;
      count = latest;
    }
    return perSecond;
  }
}
