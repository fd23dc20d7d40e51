package io.tributary.waiting;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The only class that parks. */
final class SystemWaiting implements Waiting {
  static final SystemWaiting INSTANCE = new SystemWaiting();

  private SystemWaiting() {}

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  // A permit that somebody left, as a lock may, ends a park at once.
  @Override
  public void pause(Duration time) {
    long start = System.nanoTime();
    long left = time.toNanos();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = time.toNanos() - (System.nanoTime() - start);
    }
  }
}
