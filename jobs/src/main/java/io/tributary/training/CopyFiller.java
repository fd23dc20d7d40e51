package io.tributary.training;

import io.tributary.merge.LanesCopy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;

/**
 * Fills the copies that a checkpoint has asked for. It runs on the task's thread, a block at a time
 * with pauses, because the task has its own work to do meanwhile. So have the other tasks of the
 * machine, which take the same checkpoint.
 */
final class CopyFiller {
  private static final long PAUSE_MILLIS = 4;

  private final Executor afterPause;
  private final Deque<LanesCopy> unfilled = new ArrayDeque<>();
  private boolean waiting;
  private boolean atOnce;

  /**
   * Creates a filler.
   *
   * @param afterPause runs what it is given on the task's thread, after a pause
   */
  CopyFiller(Executor afterPause) {
    this.afterPause = afterPause;
  }

  /**
   * Returns an executor that lets a task run something after a pause. It does not use the task's
   * timers: these are gone as soon as the input has ended, when a savepoint that stops the job is
   * still being written.
   */
  static Executor afterPause(MailboxExecutor task) {
    return CompletableFuture.delayedExecutor(
        PAUSE_MILLIS,
        TimeUnit.MILLISECONDS,
        command -> task.execute(command::run, "copy a block for a checkpoint"));
  }

  /** Begins to fill copies, after those of earlier checkpoints. */
  void begin(Collection<LanesCopy> copies) {
    fillAll();
    unfilled.addAll(copies);
    if (atOnce) {
      fillAll();
    } else {
      pause();
    }
  }

  private void pause() {
    if (!waiting && !unfilled.isEmpty()) {
      waiting = true;
      afterPause.execute(this::fillNext);
    }
  }

  private void fillNext() {
    waiting = false;
    LanesCopy next = unfilled.poll();
    if (next != null) {
      next.fill();
    }
    pause();
  }

  private void fillAll() {
    unfilled.forEach(LanesCopy::fill);
    unfilled.clear();
  }

  /** Fills at once from now on, because the task has finished. */
  void finish() {
    atOnce = true;
    fillAll();
  }

  /** Gives up what is not filled. */
  void close() {
    unfilled.forEach(LanesCopy::abandon);
    unfilled.clear();
  }
}
