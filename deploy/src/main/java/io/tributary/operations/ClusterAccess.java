package io.tributary.operations;

import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineException;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that a command is for.
 *
 * @param rest its JobManager
 * @param files what earlier commands have left
 * @param local the local cluster, if it is one
 * @param environment variables for pipeline files
 */
public record ClusterAccess(
    FlinkRest rest, ModelFiles files, Optional<Local> local, Map<String, String> environment) {
  /** Flink's option of the directory of checkpoints. */
  static final String CHECKPOINTS = "execution.checkpointing.dir";

  /** Flink's option of the directory of savepoints. */
  static final String SAVEPOINTS = "execution.checkpointing.savepoint-dir";

  /**
   * What a cluster on this machine has.
   *
   * @param kafka the address of its broker
   * @param checkpoints its directory of checkpoints
   * @param savepoints its directory of savepoints
   */
  public record Local(String kafka, String checkpoints, String savepoints) {}

  /**
   * Where the versions of a model are.
   *
   * @param checkpoints directory of its checkpoints, with a directory per job; empty when the
   *     cluster keeps none
   * @param savepoints directory of its savepoints
   */
  public record Storage(Optional<String> checkpoints, Optional<String> savepoints) {}

  /** Returns what is done with its jobs. */
  public ModelJobs jobs() {
    return new ModelJobs(rest);
  }

  /** Returns where the versions of a model are: a directory of its own, by which it is known. */
  public Storage storage(String model, FlinkConfig flink) {
    return new Storage(
        directory(CHECKPOINTS, local.map(Local::checkpoints), model, flink),
        directory(SAVEPOINTS, local.map(Local::savepoints), model, flink));
  }

  /** Returns the same for a model of which only the name is known. */
  public Storage storage(String model) {
    return storage(model, kept(model).map(Pipeline::flink).orElse(FlinkConfig.NONE));
  }

  private Optional<String> directory(
      String option, Optional<String> usual, String model, FlinkConfig flink) {
    return Optional.ofNullable(flink.options().get(option))
        .or(() -> usual)
        .or(() -> jobs().option(option))
        .map(base -> base.replaceAll("/+$", "") + "/" + model);
  }

  // Without Kafka, whose secrets may not be there; and a file that has become wrong says nothing.
  private Optional<Pipeline> kept(String model) {
    try {
      return files
          .keptPipeline(model)
          .map(file -> PipelineFiles.read(file).withoutKafka().pipeline(environment));
    } catch (PipelineException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the pipeline file of a model.
   *
   * @param named the file that the command was given, or null for the one it was submitted with
   */
  public PipelineFile pipelineFile(String model, @Nullable Path named) {
    if (named != null) {
      return PipelineFiles.read(named);
    }
    // The kept file is elsewhere than the one submitted, so a path in it would lead nowhere.
    String schema =
        files.keptSchema(model).map(Path::toAbsolutePath).map(Path::toString).orElse(null);
    return files
        .keptPipeline(model)
        .map(file -> PipelineFiles.read(file).with("input.schema", schema))
        .orElseThrow(
            () ->
                new UsageException(
                    "pipeline file is not known, name it with --pipeline FILE: model="
                        + model
                        + " file="
                        + files.pipeline(model)));
  }

  /** Returns the pipeline of a model, with so many replicas unless null. */
  public Pipeline pipeline(String model, PipelineFile file, @Nullable Integer replicas) {
    Pipeline pipeline =
        file.with("training.replicas", replicas == null ? null : Integer.toString(replicas))
            .pipeline(environment);
    if (!pipeline.name().equals(model)) {
      throw new UsageException(
          "pipeline file is of another model: model=" + model + " name=" + pipeline.name());
    }
    return pipeline;
  }
}
