package io.tributary.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.cluster.ClusterJob;
import io.tributary.cluster.ClusterStatus;
import io.tributary.cluster.LocalCluster;
import io.tributary.cluster.ProcessState;
import io.tributary.cluster.ProcessStatus;
import io.tributary.failure.CommandFailedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster status}: how a local cluster is. */
@Command(
    name = "status",
    description = {
      "Show the processes of a local cluster, its slots and its jobs. One that is silent is given"
          + " ten seconds to answer.",
      "Exit code 0 when all of it works, 1 otherwise: then the last line says what is missing and"
          + " what to do."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options
final class ClusterStatusCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEBIBYTE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Mixin private ClusterDirectoryOption directoryOption;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Console console;

  ClusterStatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path directory = directoryOption.directory(console);
    Optional<LocalCluster> cluster = LocalCluster.attach(directory);
    if (cluster.isEmpty()) {
      throw new CommandFailedException("no cluster runs here: dir=" + directory);
    }
    ClusterStatus status = cluster.get().settledStatus(PATIENCE);
    if (json) {
      console.line(json(status).toString());
    } else {
      table(status);
    }
    return status.isHealthy() ? Failures.DONE : Failures.FAILED;
  }

  private void table(ClusterStatus status) {
    console.line(row("process", "pid", "state", "memory", "uptime", "address"));
    for (ProcessStatus process : status.processes()) {
      boolean gone =
          process.state() == ProcessState.DEAD || process.state() == ProcessState.MISSING;
      console.line(
          row(
              process.role().name(),
              process.state() == ProcessState.MISSING ? "-" : Long.toString(process.pid()),
              process.state().label(),
              memory(process.memory()),
              gone ? "-" : time(process.uptime()),
              process.address()
                  + (process.slots() == 0
                      ? ""
                      : "  " + process.slots() + " slots, " + process.freeSlots() + " free")));
    }
    console.line("");
    console.line(
        "slots      "
            + status.slotsTotal()
            + " of "
            + status.slots()
            + ", "
            + status.slotsFree()
            + " free");
    for (ClusterJob job : status.jobs()) {
      console.line(
          "job        "
              + job.name()
              + "  "
              + job.state().toLowerCase(Locale.ROOT)
              + " for "
              + time(job.runtime())
              + "  "
              + job.id());
    }
    console.line("directory  " + status.directory());
    console.line(status.isHealthy() ? "all is well" : "not well: " + notWell(status));
  }

  /** Says what does not work, and what to do about it. */
  static String notWell(ClusterStatus status) {
    List<ProcessStatus> wrong = status.notUp();
    if (wrong.isEmpty()) {
      return "slots=" + status.slotsTotal() + " expected=" + status.slots();
    }
    Set<ProcessState> states = EnumSet.noneOf(ProcessState.class);
    wrong.forEach(process -> states.add(process.state()));
    List<String> remedies = new ArrayList<>();
    if (states.contains(ProcessState.DEAD) || states.contains(ProcessState.MISSING)) {
      remedies.add("'tributary cluster start' starts what is missing");
    }
    if (states.contains(ProcessState.PAUSED)) {
      remedies.add("'kill -CONT PID' lets a paused one go on");
    }
    if (states.contains(ProcessState.SILENT)) {
      remedies.add("a silent one may be starting or busy, its log is in " + status.logs());
    }
    return wrong.stream()
            .map(process -> process.role().name() + "=" + process.state().label())
            .collect(Collectors.joining(" "))
        + " ("
        + String.join("; ", remedies)
        + ")";
  }

  private static String row(
      String name, String pid, String state, String memory, String uptime, String address) {
    return String.format(
            Locale.ROOT, "%-16s %8s  %-7s %10s %10s  %s", name, pid, state, memory, uptime, address)
        .stripTrailing();
  }

  private static String memory(OptionalLong bytes) {
    return bytes.isPresent() ? Figures.count(bytes.getAsLong() / MEBIBYTE) + " MiB" : "-";
  }

  private static String time(Duration time) {
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : time.toSeconds() + " s";
  }

  private static ObjectNode json(ClusterStatus status) {
    ObjectNode json = JSON.createObjectNode();
    json.put("healthy", status.isHealthy());
    json.put("directory", status.directory().toString());
    json.put("jobManager", status.info().jobManager());
    json.put("kafka", status.info().kafka());
    json.put("checkpoints", status.info().checkpoints());
    json.put("savepoints", status.info().savepoints());
    json.put("slots", status.slotsTotal());
    json.put("slotsExpected", status.slots());
    json.put("slotsFree", status.slotsFree());
    ArrayNode processes = json.putArray("processes");
    for (ProcessStatus process : status.processes()) {
      ObjectNode node = processes.addObject();
      node.put("name", process.role().name());
      if (process.state() != ProcessState.MISSING) {
        node.put("pid", process.pid());
      }
      node.put("state", process.state().label());
      process.memory().ifPresent(bytes -> node.put("memoryBytes", bytes));
      node.put("uptimeSeconds", process.uptime().toSeconds());
      node.put("address", process.address());
      node.put("slots", process.slots());
      node.put("slotsFree", process.freeSlots());
    }
    ArrayNode jobs = json.putArray("jobs");
    for (ClusterJob job : status.jobs()) {
      ObjectNode node = jobs.addObject();
      node.put("id", job.id());
      node.put("name", job.name());
      node.put("state", job.state());
      node.put("seconds", job.runtime().toSeconds());
    }
    return json;
  }
}
