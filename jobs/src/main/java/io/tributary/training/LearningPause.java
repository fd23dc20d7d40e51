package io.tributary.training;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a checkpoint kept a replica from learning: the longest of the time from when its task
 * turned to the checkpoint until it could learn again, and of the times until the checkpoint was
 * complete in which it had to wait for merged blocks, whose masters were taking theirs. What it
 * waits for input, before or after, is not the checkpoint's doing.
 */
final class LearningPause {
  private final LongSupplier nanoTime;
  private boolean checkpointing;
  private boolean checkpointOver;
  private boolean waiting;
  private long waitingSince;
  private long longest;

  /** Read by the threads that report metrics. */
  private volatile long lastNanos;

  LearningPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes note that the task turns to a checkpoint: it does nothing else until it has its part. */
  void checkpointBegins() {
    checkpointing = true;
    checkpointOver = false;
    longest = 0;
    waiting = true;
    waitingSince = nanoTime.getAsLong();
  }

  /**
   * Takes note that the task does something else.
   *
   * @param mayLearn whether the replica would learn an example now
   */
  void note(boolean mayLearn) {
    if (!checkpointing) {
      return;
    }
    if (mayLearn == waiting) {
      waiting = !mayLearn;
      long now = nanoTime.getAsLong();
      if (waiting) {
        waitingSince = now;
      } else {
        longest = Math.max(longest, now - waitingSince);
      }
    }
    if (checkpointOver && !waiting) {
      checkpointing = false;
      lastNanos = longest;
    }
  }

  /** Takes note that the checkpoint is complete, or given up. */
  void checkpointOver() {
    checkpointOver = true;
  }

  /** Returns how long the last checkpoint's pause was; 0 before the first. */
  long lastMillis() {
    return TimeUnit.NANOSECONDS.toMillis(lastNanos);
  }
}
