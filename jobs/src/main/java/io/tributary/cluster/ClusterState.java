package io.tributary.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster's directory remembers in {@code processes.json}: what it should be like, its ports
 * and the processes that were started and not stopped, whether they still live or not.
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
    Path next = directory.resolve(FILE + ".next");
    try {
      // In one step: a table cut short would lose processes that run.
      JSON.writerWithDefaultPrettyPrinter().writeValue(next.toFile(), this);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ClusterException("cluster's process table can't be written: file=" + file, e);
    }
  }

  Optional<ProcessEntry> find(Role role) {
    return processes.stream().filter(entry -> entry.name().equals(role.name())).findFirst();
  }

  List<Role.TaskManager> taskManagers() {
    List<Role.TaskManager> roles = new ArrayList<>();
    for (ProcessEntry entry : processes) {
      if (entry.role() instanceof Role.TaskManager taskManager) {
        roles.add(taskManager);
      }
    }
    return roles;
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
