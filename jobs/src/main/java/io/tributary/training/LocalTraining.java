package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training job on a Flink of its own, within this process. */
public final class LocalTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTraining.class);
  private static final long STOP_SECONDS = 300;
  private static final Duration BUSY = Duration.ofMinutes(5);

  private final JobClient client;
  private final Path temporary;
  private final TrainingOptions options;

  private LocalTraining(JobClient client, Path temporary, TrainingOptions options) {
    this.client = client;
    this.temporary = temporary;
    this.options = options;
  }

  /**
   * Starts the job; returns once it is submitted.
   *
   * @throws TrainingFailedException when it can't be submitted
   * @throws SnapshotMismatchException when it is to go on from another training's snapshot
   */
  public static LocalTraining start(Pipeline pipeline, TrainingOptions options)
      throws TrainingFailedException {
    try {
      Path temporary = Files.createTempDirectory("tributary-training");
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(
              configuration(pipeline, options, temporary));
      new TrainingJob(pipeline, options).build(env);
      env.getConfig().setGlobalJobParameters(JobParameters.of(pipeline));
      return new LocalTraining(env.executeAsync(JobNames.job(pipeline.name())), temporary, options);
    } catch (SnapshotMismatchException e) {
      throw e;
    } catch (Exception e) {
      throw new TrainingFailedException("training could not start: model=" + pipeline.name(), e);
    }
  }

  private static Configuration configuration(
      Pipeline pipeline, TrainingOptions options, Path temporary) {
    Configuration config = new Configuration();
    config.set(TaskManagerOptions.NUM_TASK_SLOTS, pipeline.slots());
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(256));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(256));
    config.addAll(FlinkDefaults.over(config, pipeline));
    // All of it is in this process: a part that does not answer is busy, and not gone.
    FlinkDefaults.prefer(RpcOptions.ASK_TIMEOUT_DURATION, BUSY, config, config);
    FlinkDefaults.prefer(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, BUSY, config, config);
    // Somebody watches: what fails again and again should say so.
    FlinkDefaults.prefer(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 5, config, config);
    FlinkDefaults.prefer(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem", config, config);
    // State that RocksDB keeps on the disk, for one: nobody else can read what is in there.
    FlinkDefaults.prefer(CoreOptions.TMP_DIRS, temporary.resolve("tmp").toString(), config, config);
    if (options.checkpoints().isEmpty()) {
      FlinkDefaults.prefer(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY, temporary.toUri().toString(), config, config);
    }
    options.checkpoints().ifPresent(directory -> keepCheckpoints(directory, config));
    options
        .restoreFrom()
        .ifPresent(savepoint -> config.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
    return config;
  }

  // Whoever goes on from them later looks for them there, whatever the file says.
  private static void keepCheckpoints(Path directory, Configuration config) {
    config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  /** Returns true once the job has ended, well or not. */
  public boolean isDone() {
    return client.getJobExecutionResult().isDone();
  }

  /**
   * Waits until the input has ended and all of it is merged.
   *
   * @throws TrainingFailedException when the job fails
   */
  public void await() throws TrainingFailedException, InterruptedException {
    try {
      client.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      throw new TrainingFailedException("training failed: job=" + client.getJobID(), e);
    }
  }

  /**
   * Stops the job, with a savepoint when there is a directory for one, and waits until it is gone.
   *
   * @return the savepoint; none when the job has ended by itself
   * @throws TrainingFailedException when it does not stop
   */
  public Optional<String> stop() throws TrainingFailedException, InterruptedException {
    try {
      Optional<String> savepoint = isDone() ? Optional.empty() : requestStop();
      awaitEnd();
      return savepoint;
    } catch (ExecutionException e) {
      throw new TrainingFailedException("training did not stop: job=" + client.getJobID(), e);
    } catch (TimeoutException e) {
      throw new TrainingFailedException(
          "training did not stop in time: job=" + client.getJobID() + " seconds=" + STOP_SECONDS,
          e);
    }
  }

  /**
   * Stops the job with a savepoint among the checkpoints that are kept, when that is quickly done;
   * otherwise the last checkpoint is what is left of it.
   *
   * @param patience how long the savepoint may take; zero for none
   * @return the savepoint; none when there is only the last checkpoint, or the job has ended
   * @throws TrainingFailedException when it does not stop
   */
  public Optional<String> stopQuickly(Duration patience)
      throws TrainingFailedException, InterruptedException {
    try {
      if (isDone() || options.checkpoints().isEmpty() || patience.isZero()) {
        return cancel();
      }
      String directory = options.checkpoints().get().toUri().toString();
      String savepoint =
          client
              .stopWithSavepoint(false, directory, SavepointFormatType.CANONICAL)
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      awaitEnd();
      return Optional.of(savepoint);
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      LOG.info("no savepoint at the end: job={} cause={}", client.getJobID(), e.toString());
      return cancel();
    }
  }

  private Optional<String> cancel() throws TrainingFailedException, InterruptedException {
    try {
      if (!isDone()) {
        client.cancel().get(STOP_SECONDS, TimeUnit.SECONDS);
        awaitEnd();
      }
    } catch (ExecutionException | IllegalStateException e) {
      // It has just ended by itself.
    } catch (TimeoutException e) {
      throw new TrainingFailedException(
          "training did not stop in time: job=" + client.getJobID() + " seconds=" + STOP_SECONDS,
          e);
    }
    return Optional.empty();
  }

  private Optional<String> requestStop()
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      if (options.savepointDir().isEmpty()) {
        client.cancel().get(STOP_SECONDS, TimeUnit.SECONDS);
        return Optional.empty();
      }
      String directory = options.savepointDir().get().toUri().toString();
      return Optional.of(
          client
              .stopWithSavepoint(false, directory, SavepointFormatType.CANONICAL)
              .get(STOP_SECONDS, TimeUnit.SECONDS));
    } catch (IllegalStateException e) {
      // The job has just ended by itself, and its Flink is no longer there to be asked.
      return Optional.empty();
    }
  }

  private void awaitEnd() throws InterruptedException, TimeoutException {
    try {
      client.getJobExecutionResult().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      // So ends a job that is cancelled.
    }
  }

  /** Cancels the job if it still runs, and removes its checkpoints unless they are kept. */
  @Override
  public void close() {
    try {
      if (!isDone()) {
        client.cancel().get(STOP_SECONDS, TimeUnit.SECONDS);
        awaitEnd();
      }
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      // It is about to end with this process anyway, or has just ended by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      delete(temporary);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Flink still deletes in it, too; and what is left of a temporary directory is the system's
      // to
      // clean.
    }
  }
}
