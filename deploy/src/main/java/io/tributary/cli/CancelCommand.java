package io.tributary.cli;

import io.tributary.failure.UsageException;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cancel}: ends training. */
@Command(
    name = "cancel",
    description = {
      "End the training of a model on a cluster. Its last checkpoints stay, for submit --from"
          + " latest; what was learned since the last of them is then learned again.",
      "With --savepoint nothing is: the job ends with a savepoint, whose path is printed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class CancelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model's name, or its job's id.")
  private String model;

  @Option(names = "--savepoint", description = "Stop with a savepoint.")
  private boolean withSavepoint;

  @Mixin private ClusterOptions clusterOptions;
  @Mixin private SavepointTarget target;

  private final Console console;

  CancelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (target.isGiven() && !withSavepoint) {
      throw new UsageException("--to is for --savepoint");
    }
    ClusterAccess cluster = clusterOptions.access(console);
    ModelJobs jobs = cluster.jobs();
    ModelJob job = jobs.one(model);
    if (withSavepoint) {
      String path = jobs.stop(job, target.directory(cluster, job.model()));
      target.note(cluster, job.model(), path);
      console.line(path);
    } else {
      jobs.cancel(job);
      console.line("canceled " + job.model() + ", job " + job.id());
    }
    return Failures.DONE;
  }
}
