package io.tributary.training;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a replica learned nothing around a checkpoint: the longest time between examples, from
 * the last before its snapshot to the first after the checkpoint was complete. All that keeps it
 * from learning is in that, waiting for merged blocks or for other tasks to let it run, and so is
 * waiting for input, if there is none.
 */
final class LearningPause {
  /** Asking for the time costs about as much as learning a feature: not for each example. */
  private static final int EVERY = 16;

  private final LongSupplier nanoTime;
  private long learned;
  private long learnedAt;
  private boolean snapshotTaken;
  private boolean checkpointOver;
  private long longest;

  /** Read by the threads that report metrics. */
  private volatile long lastNanos;

  LearningPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    learnedAt = nanoTime.getAsLong();
  }

  /** Takes note of how many examples have been learned so far. */
  void learned(long examples) {
    if (examples < learned + (snapshotTaken ? 1 : EVERY)) {
      return;
    }
    learned = examples;
    long now = nanoTime.getAsLong();
    if (snapshotTaken) {
      longest = Math.max(longest, now - learnedAt);
      if (checkpointOver) {
        snapshotTaken = false;
        lastNanos = longest;
      }
    }
    learnedAt = now;
  }

  /** Takes note of a snapshot, of which a checkpoint is now being made. */
  void snapshotTaken() {
    snapshotTaken = true;
    checkpointOver = false;
    longest = 0;
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
