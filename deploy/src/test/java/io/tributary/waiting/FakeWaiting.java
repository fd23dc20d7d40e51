package io.tributary.waiting;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only while somebody waits for it, at once. */
public final class FakeWaiting implements Waiting {
  // As any start may, this one overflows.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void pause(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Returns how much time has passed since a time of {@link #nanos}. */
  public Duration since(long start) {
    return Duration.ofNanos(nanos() - start);
  }
}
