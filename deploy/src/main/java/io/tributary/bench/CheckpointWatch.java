package io.tributary.bench;

import io.tributary.operations.CheckpointSummary;
import io.tributary.operations.CompletedCheckpoint;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.JobManagerException;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.ReplicaPauses;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks Flink about the checkpoints of a job while it runs: with the job, Flink is gone. Answering
 * costs the process that is measured, so it asks no more often than it must to miss none.
 */
final class CheckpointWatch implements AutoCloseable {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LEAST_MILLIS = 500;
  private static final long MOST_MILLIS = 5_000;

  /** How often in the time between two checkpoints. */
  private static final int OFTEN = 2;

  private final ModelJobs jobs;
  private final String model;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "checkpoint-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final BooleanSupplier warm;
  private final DurationLog durations = new DurationLog();
  private final PauseLog pauses = new PauseLog();
  private final PauseLog without = new PauseLog();
  private volatile @Nullable ModelJob job;
  private volatile @Nullable CheckpointSummary latest;

  private CheckpointWatch(ModelJobs jobs, String model, BooleanSupplier warm) {
    this.jobs = jobs;
    this.model = model;
    this.warm = warm;
  }

  /**
   * Starts to watch.
   *
   * @param interval time between two checkpoints
   * @param warm whether a checkpoint that completes now counts
   */
  static CheckpointWatch start(
      String model, FlinkRest rest, Duration interval, BooleanSupplier warm) {
    CheckpointWatch watch = new CheckpointWatch(new ModelJobs(rest), model, warm);
    var unused =
        watch.executor.scheduleWithFixedDelay(
            watch::ask, FIRST_MILLIS, pauseMillis(interval), TimeUnit.MILLISECONDS);
    return watch;
  }

  static long pauseMillis(Duration interval) {
    return Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, interval.toMillis() / OFTEN));
  }

  private void ask() {
    try {
      ModelJob watched = job != null ? job : jobs.one(model);
      job = watched;
      latest = jobs.checkpoints(watched);
      List<CompletedCheckpoint> completed = jobs.completedCheckpoints(watched);
      long newest = completed.stream().mapToLong(CompletedCheckpoint::id).max().orElse(0);
      boolean counts = warm.getAsBoolean();
      durations.note(completed, counts);
      ReplicaPauses told = jobs.pauses(watched);
      pauses.note(newest, told.atCheckpoints(), counts);
      without.note(newest, told.withoutCheckpoint(), counts);
    } catch (JobManagerException e) {
      // It is just starting or ending.
    }
  }

  /** Returns how long the checkpoints kept replicas from learning; null when none counted. */
  @Nullable Durations pauses() {
    return pauses.pauses();
  }

  /** Returns the same of as long times without a checkpoint; null when there was none. */
  @Nullable Durations pausesWithout() {
    return without.pauses();
  }

  /** Returns how long those checkpoints took that count; null when none did. */
  @Nullable Durations durations() {
    return durations.durations();
  }

  /** Returns what was heard last, or null. */
  @Nullable CheckpointSummary latest() {
    return latest;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
