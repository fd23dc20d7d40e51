package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.Submission;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollback}: goes back to an older version of a model. */
@Command(
    name = "rollback",
    description = {
      "Go back to an older version of a model: training goes on from a savepoint or retained"
          + " checkpoint, and serving follows.",
      "What was learned after that version is learned again, from the records that the input topic"
          + " still has."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class RollbackCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model's name.")
  private String model;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "SAVEPOINT",
      description = "The savepoint or retained checkpoint.")
  private String to;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "The pipeline file; by default the one submitted last.")
  private @Nullable Path pipelineFile;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Number of replicas; by default as many as run, or the file's.")
  private @Nullable Integer parallelism;

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private JobJar jar;

  private final Console console;

  RollbackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ClusterAccess cluster = clusterOptions.access(console);
    ModelJobs jobs = cluster.jobs();
    String savepoint = Submission.absolute(to);
    PipelineFile file = cluster.pipelineFile(model, pipelineFile);
    List<ModelJob> alive = jobs.alive(model);
    Integer replicas = parallelism;
    if (replicas == null && !alive.isEmpty()) {
      replicas = jobs.replicas(alive.get(0));
    }
    Pipeline pipeline = cluster.pipeline(model, file, replicas);
    int shards = alive.isEmpty() ? 0 : jobs.shards(alive.get(0));
    if (shards > 0 && pipeline.training().sharding() != null) {
      PipelineFile scaled = file.with("training.shards", Integer.toString(shards));
      pipeline = cluster.pipeline(model, scaled, replicas);
    }
    Submission submission = new Submission(cluster, jar.file(), console.waiting(), console::note);
    int own = alive.stream().mapToInt(jobs::slots).sum();
    submission.prepare(pipeline, Optional.of(savepoint), own);
    alive.forEach(jobs::cancel);
    String id = submission.resume(file, pipeline, savepoint);
    console.line("rolled back " + model + " to " + savepoint + ", job " + id);
    return Failures.DONE;
  }
}
