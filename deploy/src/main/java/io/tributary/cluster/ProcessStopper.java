package io.tributary.cluster;

import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends processes: first asked, then made to. One that hears is waited for generously, because to
 * stop cleanly takes a busy machine its time; one that does not hear is not.
 */
final class ProcessStopper {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Duration patience;
  private final Waiting waiting;

  ProcessStopper(Duration patience, Waiting waiting) {
    this.patience = patience;
    this.waiting = waiting;
  }

  /**
   * Ends all, Flink before the broker that it writes to, and returns those that had to be killed.
   *
   * @throws ClusterException when one can't be killed
   */
  List<ClusterProcess> stop(List<ClusterProcess> processes) {
    List<ClusterProcess> killed = new ArrayList<>();
    killed.addAll(stopTogether(processes.stream().filter(p -> !isBroker(p)).toList()));
    killed.addAll(stopTogether(processes.stream().filter(ProcessStopper::isBroker).toList()));
    return killed;
  }

  private static boolean isBroker(ClusterProcess process) {
    return process.role() instanceof Role.Broker;
  }

  private List<ClusterProcess> stopTogether(List<ClusterProcess> processes) {
    processes.forEach(ClusterProcess::terminate);
    waiting.until(
        patience, LOOK_AGAIN, () -> processes.stream().noneMatch(ClusterProcess::isEnding));
    List<ClusterProcess> stubborn = processes.stream().filter(ClusterProcess::isAlive).toList();
    stubborn.forEach(ClusterProcess::kill);
    return stubborn;
  }
}
