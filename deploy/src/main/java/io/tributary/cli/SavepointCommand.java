package io.tributary.cli;

import io.tributary.operations.ClusterAccess;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code savepoint}: keeps the model as it is now. */
@Command(
    name = "savepoint",
    description = {
      "Take a savepoint of a model while it goes on being trained; prints where it is.",
      "A savepoint is a version of the model to go on from, or to roll back to."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class SavepointCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model's name, or its job's id.")
  private String model;

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private SavepointTarget target;

  private final Console console;

  SavepointCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ClusterAccess cluster = clusterOptions.access(console);
    ModelJobs jobs = cluster.jobs();
    ModelJob job = jobs.one(model);
    String path = jobs.savepoint(job, target.directory(cluster, job.model()));
    target.note(cluster, job.model(), path);
    console.line(path);
    return Failures.DONE;
  }
}
