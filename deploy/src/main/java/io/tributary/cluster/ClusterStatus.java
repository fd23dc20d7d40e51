package io.tributary.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * How a local cluster is.
 *
 * @param directory where it is
 * @param info how to reach it
 * @param processes all processes that should run, also those that do not
 * @param slots task slots it should have
 * @param jobs jobs that have not ended; none when the JobManager does not say
 */
public record ClusterStatus(
    Path directory,
    ClusterInfo info,
    List<ProcessStatus> processes,
    int slots,
    List<ClusterJob> jobs) {
  /** Copies the lists. */
  public ClusterStatus {
    processes = List.copyOf(processes);
    jobs = List.copyOf(jobs);
  }

  /** Returns the directory of the processes' logs. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /** Returns the slots of the registered TaskManagers. */
  public int slotsTotal() {
    return processes.stream().mapToInt(ProcessStatus::slots).sum();
  }

  /** Returns the slots that no job uses. */
  public int slotsFree() {
    return processes.stream().mapToInt(ProcessStatus::freeSlots).sum();
  }

  /** Returns the processes that do not do their work. */
  public List<ProcessStatus> notUp() {
    return processes.stream().filter(process -> process.state() != ProcessState.UP).toList();
  }

  /** Returns true when every process does its work, with all slots. */
  public boolean isHealthy() {
    return slotsTotal() == slots && notUp().isEmpty();
  }
}
