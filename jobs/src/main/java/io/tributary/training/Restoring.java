package io.tributary.training;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Restores state, and ends the job when the state does not fit its operator. */
final class Restoring {
  private Restoring() {}

  /**
   * Takes over restored state. If the state does not fit, the job ends for good, because each
   * restart would fail in the same way.
   */
  static void attempt(Runnable restore) {
    try {
      restore.run();
    } catch (IllegalStateException e) {
      throw new SuppressRestartsException(e);
    }
  }
}
