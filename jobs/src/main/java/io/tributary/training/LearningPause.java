package io.tributary.training;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a checkpoint kept a replica from learning. It is the longest of several waits. The first
 * is from when the task turned to the checkpoint until the replica could learn again. The others
 * are the waits for merged blocks until the checkpoint was complete, while masters took part in it.
 * Waits for input do not count: the checkpoint does not cause them.
 *
 * <p>Replicas wait for merged blocks anyway, because they wait for the slowest replica. To tell the
 * difference, the same waits are measured after each checkpoint, for as long as the checkpoint
 * took.
 */
final class LearningPause {
  private static final long UNKNOWN = -1;

  private enum Phase {
    /** Nothing is measured. */
    IDLE,
    /** The checkpoint is not complete. */
    CHECKPOINT,
    /** It is, but the replica waits. */
    CHECKPOINT_OVER,
    /** Waits are measured for as long as the checkpoint took, and no longer have to do with it. */
    WITHOUT
  }

  private final LongSupplier nanoTime;
  private Phase phase = Phase.IDLE;
  private boolean waiting;
  private long waitingSince;
  private long longest;
  private long phaseBegan;
  private long withoutEnds;

  /** Read by the threads that report metrics. */
  private volatile long checkpointMillis;

  private volatile long withoutMillis = UNKNOWN;

  LearningPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes note that the task turns to a checkpoint. The task does nothing else until its part is
   * done.
   */
  void checkpointBegins() {
    long now = nanoTime.getAsLong();
    if (phase == Phase.WITHOUT) {
      if (waiting) {
        longest = Math.max(longest, now - waitingSince);
      }
      endWithout(now);
    }
    phase = Phase.CHECKPOINT;
    phaseBegan = now;
    longest = 0;
    waiting = true;
    waitingSince = now;
  }

  /**
   * Takes note that the task does something else.
   *
   * @param mayLearn whether the replica would learn an example now
   */
  void note(boolean mayLearn) {
    if (phase == Phase.IDLE) {
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
      if (phase == Phase.WITHOUT) {
        endWithout(now);
      }
    }
    if (phase == Phase.CHECKPOINT_OVER && !waiting) {
      checkpointMillis = TimeUnit.NANOSECONDS.toMillis(longest);
      beginWithout();
    }
  }

  private void beginWithout() {
    long now = nanoTime.getAsLong();
    phase = Phase.WITHOUT;
    withoutEnds = now + (now - phaseBegan);
    longest = 0;
  }

  private void endWithout(long now) {
    if (now >= withoutEnds) {
      phase = Phase.IDLE;
      withoutMillis = TimeUnit.NANOSECONDS.toMillis(longest);
    }
  }

  /** Takes note that the checkpoint is complete, or given up. */
  void checkpointOver() {
    if (phase == Phase.CHECKPOINT) {
      phase = Phase.CHECKPOINT_OVER;
    }
  }

  /** Returns how long the last checkpoint's pause was; 0 before the first. */
  long checkpointMillis() {
    return checkpointMillis;
  }

  /**
   * Returns the longest wait for merged blocks after a checkpoint, within as long as the checkpoint
   * took. It is of the last checkpoint for which this time was over before the next one began; -1
   * before the first.
   */
  long withoutMillis() {
    return withoutMillis;
  }
}
