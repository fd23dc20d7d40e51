package io.tributary.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, which nobody announces. */
final class Waiting {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Waiting() {}

  /** Returns true as soon as something is so, false when it is not so in time. */
  static boolean until(Duration time, BooleanSupplier isSo) {
    long start = System.nanoTime();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - start > time.toNanos()) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ClusterException("interrupted while waiting");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }
}
