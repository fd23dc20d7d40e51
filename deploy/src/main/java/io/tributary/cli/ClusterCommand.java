package io.tributary.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cluster}: a local cluster of real processes. */
@Command(
    name = "cluster",
    description = {
      "Run a Kafka broker, a Flink JobManager and TaskManagers on this machine, each a process of"
          + " its own.",
      "They listen on 127.0.0.1 only, keep running when the terminal is closed, and keep everything"
          + " in one directory."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand {
  private ClusterCommand() {}

  static CommandLine line(Console console) {
    return new CommandLine(new ClusterCommand())
        .addSubcommand(new ClusterStartCommand(console))
        .addSubcommand(new ClusterStatusCommand(console))
        .addSubcommand(new ClusterStopCommand(console));
  }
}
