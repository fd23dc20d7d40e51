package io.tributary.sending;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Keeps to so many records a second, evenly. */
public final class Pace {
  private final double perSecond;
  private final LongSupplier nanoTime;
  private final long start;

  /** Creates a pace; 0 is as fast as can be. */
  public Pace(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
  }

  /** Returns how long to wait before the next record, given how many have been sent. */
  public long waitNanos(long sent) {
    if (perSecond <= 0) {
      return 0;
    }
    double due = sent / perSecond * TimeUnit.SECONDS.toNanos(1);
    return Math.max(0, (long) due - (nanoTime.getAsLong() - start));
  }
}
