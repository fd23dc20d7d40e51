package io.tributary.training;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a checkpoint kept a replica from learning: the longest of the time from when its task
 * turned to the checkpoint until it could learn again, and of the times until the checkpoint was
 * complete in which it had to wait for merged blocks, whose masters were taking theirs. What it
 * waits for input, before or after, is not the checkpoint's doing.
 *
 * <p>Replicas wait for merged blocks anyway, namely for the slowest of them. So that a checkpoint
 * is not blamed for that, the same is measured after each one, for as long as it took.
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
    /** For as long as the checkpoint took, what the replica waits has nothing to do with it. */
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

  /** Takes note that the task turns to a checkpoint: it does nothing else until it has its part. */
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
   * Returns the longest that the replica waited for merged blocks after a checkpoint, within as
   * long as that took: the last checkpoint after which that time is over, and was before the next
   * one; -1 before the first.
   */
  long withoutMillis() {
    return withoutMillis;
  }
}
