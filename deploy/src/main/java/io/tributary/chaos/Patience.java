package io.tributary.chaos;

import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for things to come true. */
final class Patience {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Waiting waiting;
  private final Runnable heartbeat;

  Patience(Waiting waiting, Runnable heartbeat) {
    this.waiting = waiting;
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
    return waiting.until(
        time,
        LOOK_AGAIN,
        () -> {
          heartbeat.run();
          return isSo.getAsBoolean();
        });
  }

  Waiting waiting() {
    return waiting;
  }

  /** Lets some time pass. */
  void rest(Duration time) {
    until(time, () -> false);
  }
}
