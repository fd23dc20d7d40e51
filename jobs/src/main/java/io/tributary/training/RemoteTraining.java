package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/**
 * Training jobs on a Flink that runs elsewhere. The job is built in this process and sent as a
 * whole, so that the pipeline's secrets are resolved here and never stand in program arguments.
 */
public final class RemoteTraining {
  private RemoteTraining() {}

  /**
   * Where and how to submit.
   *
   * @param host the JobManager's
   * @param port of its REST API
   * @param jar URI of the job jar
   * @param checkpoints directory of checkpoints, with a directory per job; empty for the cluster's
   * @param savepoints directory of savepoints; empty for the cluster's
   * @param from savepoint or retained checkpoint to go on from
   * @param client Flink options by which its client reaches the JobManager, such as those of TLS
   */
  public record Target(
      String host,
      int port,
      String jar,
      Optional<String> checkpoints,
      Optional<String> savepoints,
      Optional<String> from,
      Map<String, String> client) {

    /** Returns where it is submitted: among the options are secrets. */
    @Override
    public String toString() {
      return "Target[jobManager=" + host + ":" + port + " jar=" + jar + "]";
    }
  }

  /**
   * Submits the job of a pipeline; returns its id once its JobManager has taken it.
   *
   * @throws TrainingFailedException when it is refused, or its state can't be restored
   */
  public static String submit(Pipeline pipeline, Target target) throws TrainingFailedException {
    return submit(pipeline, TrainingOptions.DEFAULT, target);
  }

  /**
   * Submits the job of a pipeline; returns its id once its JobManager has taken it.
   *
   * @param options of which only the end offsets matter
   * @throws TrainingFailedException when it is refused, or its state can't be restored
   */
  public static String submit(Pipeline pipeline, TrainingOptions options, Target target)
      throws TrainingFailedException {
    Configuration config = new Configuration();
    config.set(DeploymentOptions.TARGET, "remote");
    config.set(DeploymentOptions.ATTACHED, false);
    config.set(RestOptions.ADDRESS, target.host());
    config.set(RestOptions.PORT, target.port());
    config.set(PipelineOptions.JARS, List.of(target.jar()));
    config.addAll(FlinkDefaults.over(config, pipeline));
    target.client().forEach(config::setString);
    target.checkpoints().ifPresent(dir -> checkpointsTo(dir, config));
    target.savepoints().ifPresent(dir -> config.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, dir));
    target.from().ifPresent(path -> config.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    try {
      // The factory method would run it in this process, whatever the target.
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(config);
      build(pipeline, options, env);
      return env.executeAsync(JobNames.job(pipeline.name())).getJobID().toHexString();
    } catch (SnapshotMismatchException e) {
      throw e;
    } catch (Exception e) {
      throw new TrainingFailedException(
          "job was not accepted: model="
              + pipeline.name()
              + " jobmanager="
              + target.host()
              + ":"
              + target.port()
              + target.from().map(path -> " from=" + path).orElse("")
              + " cause="
              + reason(e),
          e);
    }
  }

  private static void checkpointsTo(String directory, Configuration config) {
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory);
    FlinkDefaults.prefer(
        CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem", new Configuration(), config);
  }

  // The JobManager's exceptions arrive as the text of their stack traces.
  private static String reason(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return text.contains("\n\tat ") || text.contains("Caused by: ")
        ? StackTraces.rootCause(text)
        : ExceptionUtils.stringifyException(root).lines().findFirst().orElse(text);
  }

  /**
   * Runs the job of a pipeline where Flink's own client, or an application cluster, has been told
   * to: its target, savepoint and options apply.
   */
  public static void execute(Pipeline pipeline) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.configure(FlinkDefaults.over(env.getConfiguration(), pipeline));
    build(pipeline, TrainingOptions.DEFAULT, env);
    env.execute(JobNames.job(pipeline.name()));
  }

  private static void build(
      Pipeline pipeline, TrainingOptions options, StreamExecutionEnvironment env) {
    new TrainingJob(pipeline, options).build(env);
    env.getConfig().setGlobalJobParameters(JobParameters.of(pipeline));
  }
}
