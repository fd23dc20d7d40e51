package io.tributary.waiting;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Lets time pass, and tells how much has. Safe for use by several threads. */
public interface Waiting {
  /** Returns the waiting that takes its time. */
  static Waiting system() {
    return SystemWaiting.INSTANCE;
  }

  /** Returns a time in nanoseconds; only differences have a meaning. */
  long nanos();

  /** Lets some time pass: less when the thread is interrupted, which it then still is. */
  void pause(Duration time);

  /** Returns true when more than some time has passed since a time of {@link #nanos}. */
  default boolean isOver(long sinceNanos, Duration time) {
    return nanos() - sinceNanos > time.toNanos();
  }

  /**
   * Returns true as soon as something is so, false when it is not so in time.
   *
   * @param lookAgain time between two looks
   * @throws InterruptedWaitException when the thread is interrupted, which it then still is
   */
  default boolean until(Duration time, Duration lookAgain, BooleanSupplier isSo) {
    long start = nanos();
    while (!isSo.getAsBoolean()) {
      if (isOver(start, time)) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedWaitException();
      }
      pause(lookAgain);
    }
    return true;
  }
}
