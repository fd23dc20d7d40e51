package io.tributary.training;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a checkpoint kept a replica from learning: the longest of the time from the last example
 * before its snapshot to the first after it, and of the times until the checkpoint was complete in
 * which it had to wait for merged blocks, whose masters were taking theirs. What it waits for input
 * later on is not the checkpoint's doing.
 */
final class LearningPause {
  /** Asking for the time costs about as much as learning a feature: not for each example. */
  private static final int EVERY = 16;

  private final LongSupplier nanoTime;
  private long learned;
  private long learnedAt;
  private long newest;
  private boolean learning;
  private boolean checkpointing;
  private boolean checkpointOver;
  private boolean learnedAfterSnapshot;
  private boolean waiting;
  private long waitingSince;
  private long longest;

  /** Read by the threads that report metrics. */
  private volatile long lastNanos;

  LearningPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes note of what the replica has done.
   *
   * @param examples how many examples it has learned so far
   * @param mayLearn whether it would learn one more now
   */
  void note(long examples, boolean mayLearn) {
    if (checkpointing) {
      noteWithin(examples, mayLearn);
    } else if (examples >= learned + EVERY) {
      learned = examples;
      learnedAt = nanoTime.getAsLong();
      learning = true;
    }
    newest = examples;
  }

  private void noteWithin(long examples, boolean mayLearn) {
    if (examples > newest && !learnedAfterSnapshot) {
      learnedAfterSnapshot = true;
      longest = nanoTime.getAsLong() - learnedAt;
    }
    if (learnedAfterSnapshot && mayLearn == waiting) {
      waiting = !mayLearn;
      long now = nanoTime.getAsLong();
      if (waiting) {
        waitingSince = now;
      } else {
        longest = Math.max(longest, now - waitingSince);
      }
    }
    if (learnedAfterSnapshot && checkpointOver && !waiting) {
      checkpointing = false;
      lastNanos = longest;
      learned = examples;
      learnedAt = nanoTime.getAsLong();
    }
  }

  /** Takes note of a snapshot, of which a checkpoint is now being made. */
  void snapshotTaken() {
    // One that has not begun to learn is kept by other things.
    checkpointing = learning;
    checkpointOver = false;
    learnedAfterSnapshot = false;
    waiting = false;
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
