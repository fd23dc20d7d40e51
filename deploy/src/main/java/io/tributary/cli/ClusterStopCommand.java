package io.tributary.cli;

import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
import io.tributary.failure.CommandFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster stop}: ends all processes of a local cluster. */
@Command(
    name = "stop",
    description = {
      "End all processes of a local cluster: asked first, killed when they do not hear, or do not end in two minutes.",
      "Logs, Kafka's data, checkpoints, savepoints and the pipeline files of what was submitted"
          + " stay, and the next start takes the same ports. Jobs do not come back by themselves: submit them from their last checkpoint."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options
final class ClusterStopCommand implements Callable<Integer> {
  @Mixin private ClusterDirectoryOption directoryOption;

  @Option(
      names = "--delete-data",
      description =
          "Then delete all that the cluster and the commands for it have kept in its directory."
              + " Savepoints that were put elsewhere stay.")
  private boolean deleteData;

  private final Console console;

  ClusterStopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path directory = directoryOption.directory(console);
    LocalCluster cluster =
        LocalCluster.last(directory)
            .orElseThrow(
                () -> new CommandFailedException("no cluster was started here: dir=" + directory));
    long running = cluster.processes().stream().filter(ClusterProcess::isAlive).count();
    List<ClusterProcess> killed = cluster.stop();
    killed.forEach(process -> console.note("had to be killed: process=" + process));
    console.line(running == 0 ? "nothing was running" : "stopped " + running + " processes");
    if (deleteData) {
      cluster.deleteData();
      console.line("deleted " + directory);
    } else {
      console.line(
          "kept logs, Kafka's data, checkpoints, savepoints and pipeline files in " + directory);
    }
    return Failures.DONE;
  }
}
