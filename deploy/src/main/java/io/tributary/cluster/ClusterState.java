package io.tributary.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster's directory remembers in {@code processes.json}: what it should be like, its ports
 * and the processes that should run: those that were started and not stopped, whether they still
 * live or not, and those that are to be started. It is written before the first of them starts, so
 * that a start that is cut off leaves nothing unknown; without processes the cluster is stopped.
 */
record ClusterState(ClusterSettings settings, ClusterPorts ports, List<ProcessEntry> processes) {
  static final String FILE = "processes.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  ClusterState {
    processes = List.copyOf(processes);
  }

  static Optional<ClusterState> read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(file.toFile(), ClusterState.class))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new ClusterException("cluster's process table can't be read: file=" + file, e);
    }
  }

  void write(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      PrivateFiles.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    } catch (IOException e) {
      throw new ClusterException("cluster's process table can't be written: file=" + file, e);
    }
  }

  Optional<ProcessEntry> find(Role role) {
    return processes.stream().filter(entry -> entry.name().equals(role.name())).findFirst();
  }

  /** Returns the roles of a cluster with such settings. */
  static List<Role> roles(ClusterSettings settings) {
    List<Role> roles = new ArrayList<>();
    if (settings.isHighlyAvailable()) {
      roles.add(Role.ZOOKEEPER);
    }
    roles.add(Role.BROKER);
    roles.addAll(jobManagers(settings));
    for (int i = 1; i <= settings.taskManagers(); i++) {
      roles.add(new Role.TaskManager(i));
    }
    return roles;
  }

  /** Returns the roles of the JobManagers of a cluster with such settings. */
  static List<Role> jobManagers(ClusterSettings settings) {
    return settings.isHighlyAvailable()
        ? List.of(Role.JOB_MANAGER, Role.STANDBY)
        : List.of(Role.JOB_MANAGER);
  }

  /** Returns true when it should run, as between a start and a stop. */
  boolean shouldRun() {
    return !processes.isEmpty();
  }

  /** Returns the table with an entry for every process that the settings ask for. */
  ClusterState intended() {
    ClusterState complete = this;
    for (Role role : roles(settings)) {
      if (complete.find(role).isEmpty()) {
        complete = complete.with(ProcessEntry.intended(role));
      }
    }
    return complete;
  }

  /** Returns the table with an entry in place of the one of the same name, or added. */
  ClusterState with(ProcessEntry added) {
    List<ProcessEntry> next = new ArrayList<>(processes);
    int place = -1;
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i).name().equals(added.name())) {
        place = i;
      }
    }
    if (place < 0) {
      next.add(added);
    } else {
      next.set(place, added);
    }
    return new ClusterState(settings, ports, next);
  }

  ClusterState without(Role role) {
    return new ClusterState(
        settings,
        ports,
        processes.stream().filter(entry -> !entry.name().equals(role.name())).toList());
  }

  ClusterState with(ClusterSettings changed) {
    return new ClusterState(changed, ports, processes);
  }

  ClusterState withoutProcesses() {
    return new ClusterState(settings, ports, List.of());
  }
}
