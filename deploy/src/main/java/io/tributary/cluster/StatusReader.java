package io.tributary.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.operations.FlinkRest;
import io.tributary.waiting.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds out how a cluster is: from the system, the broker and the JobManager. */
final class StatusReader {
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  // A slow answer on a busy machine is not a dead process. Who has gone, or does not listen yet, is
  // not waited for.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ClusterDirectory directory;
  private final Clock clock;
  private final Waiting waiting;

  StatusReader(ClusterDirectory directory, Clock clock, Waiting waiting) {
    this.directory = directory;
    this.clock = clock;
    this.waiting = waiting;
  }

  ClusterStatus read(ClusterState state) {
    ClusterInfo info = directory.info(state.ports(), state.settings().isEncrypted());
    // Any JobManager tells what the one that leads knows.
    Map<Role, FlinkRest> answering = new LinkedHashMap<>();
    Map<String, JsonNode> registered = new HashMap<>();
    for (Role role : ClusterState.jobManagers(state.settings())) {
      FlinkRest rest =
          new FlinkRest(state.ports().restAddress(role), info.restTls(), waiting, PATIENCE);
      Optional<JsonNode> overview =
          canAnswer(state.find(role)) ? rest.find("/taskmanagers") : Optional.empty();
      overview.ifPresent(
          json -> {
            answering.put(role, rest);
            json.path("taskmanagers")
                .forEach(node -> registered.put(node.path("id").asText(), node));
          });
    }
    List<ProcessStatus> processes = new ArrayList<>();
    for (ProcessEntry entry : state.intended().processes()) {
      processes.add(process(entry, state.ports(), info, answering.keySet(), registered));
    }
    return new ClusterStatus(
        directory.root(),
        info,
        processes,
        state.settings().taskManagers() * state.settings().slots(),
        answering.values().stream().findFirst().map(StatusReader::jobs).orElse(List.of()));
  }

  // A paused process takes connections, and leaves them without an answer.
  private boolean canAnswer(Optional<ProcessEntry> entry) {
    return entry
        .map(found -> new ClusterProcess(found, directory, waiting))
        .filter(process -> process.isAlive() && !process.isPaused())
        .isPresent();
  }

  private ProcessStatus process(
      ProcessEntry entry,
      ClusterPorts ports,
      ClusterInfo info,
      Set<Role> answering,
      Map<String, JsonNode> registered) {
    Role role = entry.role();
    ClusterProcess process = new ClusterProcess(entry, directory, waiting);
    JsonNode taskManager = registered.get(entry.id());
    if (!process.isAlive()) {
      return new ProcessStatus(
          role,
          entry.pid(),
          entry.wasStarted() ? ProcessState.DEAD : ProcessState.MISSING,
          OptionalLong.empty(),
          Duration.ZERO,
          address(role, ports, info),
          0,
          0);
    }
    // Registered at first without its slots.
    int slots = taskManager == null ? 0 : taskManager.path("slotsNumber").asInt();
    return new ProcessStatus(
        role,
        entry.pid(),
        state(process, ports, slots > 0 || answering.contains(role)),
        SystemProcess.memory(entry.pid()),
        Duration.ofMillis(Math.max(0, clock.millis() - entry.startedMillis())),
        taskManager == null ? address(role, ports, info) : addressOf(taskManager),
        slots,
        taskManager == null ? 0 : taskManager.path("freeSlots").asInt());
  }

  private ProcessState state(ClusterProcess process, ClusterPorts ports, boolean isKnown) {
    if (process.isPaused()) {
      return ProcessState.PAUSED;
    }
    boolean works;
    if (process.role() instanceof Role.Broker) {
      works = BrokerProbe.answers(ports, PATIENCE, waiting);
    } else if (process.role() instanceof Role.ZooKeeper) {
      works = BrokerProbe.isListening(ports.zookeeper(), PATIENCE);
    } else {
      works = isKnown;
    }
    return works ? ProcessState.UP : ProcessState.SILENT;
  }

  private static String address(Role role, ClusterPorts ports, ClusterInfo info) {
    if (role instanceof Role.Broker) {
      return ports.kafkaAddress();
    }
    if (role instanceof Role.ZooKeeper) {
      return ClusterPorts.HOST + ":" + ports.zookeeper();
    }
    return role instanceof Role.TaskManager
        ? ""
        : (info.tls() == null ? "http://" : "https://") + ports.restAddress(role);
  }

  // As in pekko.tcp://flink@127.0.0.1:44879/user/rpc/taskmanager_0.
  private static String addressOf(JsonNode taskManager) {
    String path = taskManager.path("path").asText();
    String address = path.substring(path.indexOf('@') + 1);
    int end = address.indexOf('/');
    return end < 0 ? address : address.substring(0, end);
  }

  private static List<ClusterJob> jobs(FlinkRest rest) {
    List<ClusterJob> jobs = new ArrayList<>();
    rest.find("/jobs/overview")
        .ifPresent(
            json -> {
              for (JsonNode job : json.path("jobs")) {
                String state = job.path("state").asText();
                if (!ENDED.contains(state)) {
                  jobs.add(
                      new ClusterJob(
                          job.path("jid").asText(),
                          job.path("name").asText(),
                          state,
                          Duration.ofMillis(job.path("duration").asLong())));
                }
              }
            });
    return jobs;
  }
}
