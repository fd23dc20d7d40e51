package io.tributary.cli;

import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
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
      "End all processes of a local cluster: asked first, killed when they do not end in time.",
      "Logs, Kafka's data, checkpoints and savepoints stay, and the next start takes the same"
          + " ports. Jobs do not come back by themselves: submit them from their last checkpoint."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options
final class ClusterStopCommand implements Callable<Integer> {
  @Mixin private ClusterDirectoryOption directoryOption;

  @Option(
      names = "--delete-data",
      description = "Then delete all that the cluster has kept in its directory.")
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
      console.line("kept logs, Kafka's data, checkpoints and savepoints in " + directory);
    }
    return Failures.DONE;
  }
}
