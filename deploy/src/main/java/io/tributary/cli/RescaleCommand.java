package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.HeapCheck;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.Rescaling;
import io.tributary.operations.Submission;
import io.tributary.training.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rescale}: changes the number of replicas. */
@Command(
    name = "rescale",
    description = {
      "Change the number of replicas of a model that is being trained.",
      "Where the cluster's scheduler is the adaptive one, the job goes on; otherwise it is stopped"
          + " with a savepoint and submitted again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class RescaleCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model's name, or its job's id.")
  private String model;

  @Option(names = "--replicas", required = true, paramLabel = "N", description = "How many.")
  private int replicas;

  @Option(names = "--savepoint", description = "Through a savepoint, whatever the scheduler.")
  private boolean withSavepoint;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "The pipeline file to submit again; by default the one submitted last.")
  private @Nullable Path pipelineFile;

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private JobJar jar;

  private final Console console;

  RescaleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (replicas < 1) {
      throw new UsageException("not a positive number: --replicas=" + replicas);
    }
    ClusterAccess cluster = clusterOptions.access(console);
    ModelJobs jobs = cluster.jobs();
    ModelJob job = jobs.one(model);
    int before = jobs.replicas(job);
    if (before == replicas) {
      console.line(job.model() + " has " + Figures.replicas(replicas) + " already");
      return Failures.DONE;
    }
    if (replicas > before) {
      HeapCheck.require(cluster, job, replicas);
    }
    long start = System.nanoTime();
    String way = "live";
    if (!withSavepoint && new Rescaling(cluster.rest()).rescale(job, replicas)) {
      jobs.awaitRunning(job.id(), replicas);
    } else {
      way = "through " + resubmit(cluster, job);
    }
    console.line(
        String.format(
            "rescaled %s from %d to %s in %s s, %s",
            job.model(),
            before,
            Figures.replicas(replicas),
            Figures.metric((System.nanoTime() - start) / 1e9, 1),
            way));
    return Failures.DONE;
  }

  /** Returns the savepoint between the two jobs. */
  private String resubmit(ClusterAccess cluster, ModelJob job)
      throws IOException, TrainingFailedException {
    PipelineFile file = cluster.pipelineFile(job.model(), pipelineFile);
    Pipeline pipeline = cluster.pipeline(job.model(), file, replicas);
    Submission submission = new Submission(cluster, jar.file(), console.waiting(), console::note);
    return submission.replace(job, file, pipeline);
  }
}
