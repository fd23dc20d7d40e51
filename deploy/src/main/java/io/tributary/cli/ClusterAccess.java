package io.tributary.cli;

import io.tributary.cluster.ClusterInfo;
import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineException;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.ModelFiles;
import io.tributary.operations.ModelJobs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that a command is for.
 *
 * @param rest its JobManager
 * @param files what earlier commands have left
 * @param info what the directory of a local cluster says
 * @param environment variables for pipeline files
 */
record ClusterAccess(
    FlinkRest rest, ModelFiles files, Optional<ClusterInfo> info, Map<String, String> environment) {
  /** Flink's option of the directory of checkpoints. */
  static final String CHECKPOINTS = "execution.checkpointing.dir";

  /** Flink's option of the directory of savepoints. */
  static final String SAVEPOINTS = "execution.checkpointing.savepoint-dir";

  /**
   * Where the versions of a model are.
   *
   * @param checkpoints directory of its checkpoints, with a directory per job; empty when the
   *     cluster keeps none
   * @param savepoints directory of its savepoints
   */
  record Storage(Optional<String> checkpoints, Optional<String> savepoints) {}

  ModelJobs jobs() {
    return new ModelJobs(rest);
  }

  /** Returns where the versions of a model are: a directory of its own, by which it is known. */
  Storage storage(String model, FlinkConfig flink) {
    return new Storage(
        directory(CHECKPOINTS, info.map(ClusterInfo::checkpoints), model, flink),
        directory(SAVEPOINTS, info.map(ClusterInfo::savepoints), model, flink));
  }

  /** Returns the same for a model of which only the name is known. */
  Storage storage(String model) {
    return storage(model, kept(model).map(Pipeline::flink).orElse(FlinkConfig.NONE));
  }

  private Optional<String> directory(
      String option, Optional<String> local, String model, FlinkConfig flink) {
    return Optional.ofNullable(flink.options().get(option))
        .or(() -> local)
        .or(() -> jobs().option(option))
        .map(base -> base.replaceAll("/+$", "") + "/" + model);
  }

  // Without Kafka, whose secrets may not be there; and a file that has become wrong says nothing.
  private Optional<Pipeline> kept(String model) {
    try {
      return files
          .keptPipeline(model)
          .map(file -> PipelineOption.read(file).withoutKafka().pipeline(environment));
    } catch (PipelineException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the pipeline file of a model.
   *
   * @param named the file that the command was given, or null for the one it was submitted with
   */
  PipelineFile pipelineFile(String model, @Nullable Path named) {
    if (named != null) {
      return PipelineOption.read(named);
    }
    // The kept file is elsewhere than the one submitted, so a path in it would lead nowhere.
    String schema =
        files.keptSchema(model).map(Path::toAbsolutePath).map(Path::toString).orElse(null);
    return files
        .keptPipeline(model)
        .map(file -> PipelineOption.read(file).with("input.schema", schema))
        .orElseThrow(
            () ->
                new UsageException(
                    "pipeline file is not known, name it with --pipeline FILE: model="
                        + model
                        + " file="
                        + files.pipeline(model)));
  }

  /** Returns the pipeline of a model, with so many replicas unless null. */
  Pipeline pipeline(String model, PipelineFile file, @Nullable Integer replicas) {
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
