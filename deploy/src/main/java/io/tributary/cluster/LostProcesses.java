package io.tributary.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds processes that a cluster has started and not written down, because the command that started
 * them was killed in between. Their command lines name the cluster's directory.
 */
final class LostProcesses {
  private static final String FILE_ARGUMENT = "@";
  private static final String ID_OPTION = ".resource-id=";

  private LostProcesses() {}

  /** Returns the table with lost processes in place of those that do not live. */
  static ClusterState found(ClusterState state, ClusterDirectory directory) {
    if (state.shouldRun()
        && state.intended().processes().stream()
            .allMatch(entry -> SystemProcess.find(entry).isPresent())) {
      return state;
    }
    ClusterState known = state;
    for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
      Optional<ProcessEntry> lost = entry(handle, directory);
      if (lost.isPresent() && !lives(known, lost.get().role())) {
        known = known.with(lost.get());
      }
    }
    return known;
  }

  private static boolean lives(ClusterState state, Role role) {
    return state.find(role).flatMap(SystemProcess::find).isPresent();
  }

  private static Optional<ProcessEntry> entry(ProcessHandle handle, ClusterDirectory directory) {
    List<String> arguments =
        handle.info().arguments().map(Arrays::asList).orElse(List.<String>of());
    Optional<Role> role =
        arguments.stream()
            .filter(argument -> argument.startsWith(FILE_ARGUMENT))
            .flatMap(argument -> directory.roleOfJvmOptions(argument.substring(1)).stream())
            .findFirst();
    OptionalLong start = SystemProcess.startMillis(handle);
    if (role.isEmpty() || start.isEmpty()) {
      return Optional.empty();
    }
    String name = role.get().name();
    String id =
        arguments.stream()
            .filter(argument -> argument.contains(ID_OPTION))
            .map(argument -> argument.substring(argument.indexOf(ID_OPTION) + ID_OPTION.length()))
            .findFirst()
            .orElse(name);
    return Optional.of(new ProcessEntry(name, handle.pid(), start.getAsLong(), id));
  }
}
