package io.tributary.training;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/** State that does not fit its operator. */
final class Restoring {
  private Restoring() {}

  /** Takes over restored state; one that does not fit ends the job, as it would at each restart. */
  static void attempt(Runnable restore) {
    try {
      restore.run();
    } catch (IllegalStateException e) {
      throw new SuppressRestartsException(e);
    }
  }
}
