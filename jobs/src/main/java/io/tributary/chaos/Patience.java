package io.tributary.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for things to come true. */
final class Patience {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Runnable heartbeat;

  Patience(Runnable heartbeat) {
    this.heartbeat = heartbeat;
  }

  /**
   * Returns when something is so.
   *
   * @throws ChaosException when it is not in time
   */
  void await(String what, Duration time, BooleanSupplier isSo) {
    if (!until(time, isSo)) {
      throw new ChaosException("waited in vain: for=" + what + " seconds=" + time.toSeconds());
    }
  }

  /** Returns true as soon as something is so, false when it is not in time. */
  boolean until(Duration time, BooleanSupplier isSo) {
    long start = System.nanoTime();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - start > time.toNanos()) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** Lets some time pass. */
  void rest(Duration time) {
    until(time, () -> false);
  }

  private void pause() {
    heartbeat.run();
    LockSupport.parkNanos(LOOK_AGAIN_NANOS);
  }
}
