package io.tributary.training;

import io.tributary.merge.LanesCopy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Fills the copies that a checkpoint has asked for on the task's thread, a block at a time with
 * pauses: the task has its own work to do meanwhile, and so have the other tasks of the machine,
 * all of which take the same checkpoint.
 */
final class CopyFiller {
  private static final long PAUSE_MILLIS = 4;

  private final ProcessingTimeService time;
  private final Runnable whenFilled;
  private final Deque<LanesCopy> unfilled = new ArrayDeque<>();
  private boolean timed;
  private boolean atOnce;
  private boolean closed;

  CopyFiller(ProcessingTimeService time, Runnable whenFilled) {
    this.time = time;
    this.whenFilled = whenFilled;
  }

  /** Begins to fill copies, after those of earlier checkpoints. */
  void begin(Collection<LanesCopy> copies) {
    fillAll();
    unfilled.addAll(copies);
    if (atOnce) {
      fillAll();
      whenFilled.run();
    } else {
      pause();
    }
  }

  private void pause() {
    if (!timed) {
      timed = true;
      var unused =
          time.registerTimer(time.getCurrentProcessingTime() + PAUSE_MILLIS, now -> fillNext());
    }
  }

  private void fillNext() {
    timed = false;
    LanesCopy next = unfilled.poll();
    if (next != null) {
      next.fill();
    }
    if (!unfilled.isEmpty()) {
      pause();
    } else if (!closed) {
      whenFilled.run();
    }
  }

  private void fillAll() {
    unfilled.forEach(LanesCopy::fill);
    unfilled.clear();
  }

  /** From now on fills at once: of a task that has finished, timers fire no more. */
  void finish() {
    atOnce = true;
    fillAll();
  }

  /** Gives up what is not filled. */
  void close() {
    closed = true;
    unfilled.forEach(LanesCopy::abandon);
    unfilled.clear();
  }
}
