package io.tributary.cluster;

import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Waits until a cluster works, and says how it comes along. */
final class HealthWait {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(30);
  private static final Duration CANCELLED_AGAIN = Duration.ofMillis(50);
  private static final Set<ProcessState> NOT_COMING =
      EnumSet.of(ProcessState.DEAD, ProcessState.MISSING, ProcessState.PAUSED);

  private final StartMonitor monitor;
  private final Waiting waiting;
  private final Set<String> said = new HashSet<>();

  HealthWait(StartMonitor monitor, Waiting waiting) {
    this.monitor = monitor;
    this.waiting = waiting;
  }

  void await(LocalCluster cluster, Duration time) {
    long start = waiting.nanos();
    long saidNanos = start;
    while (true) {
      ClusterStatus status = cluster.status();
      status.processes().forEach(process -> look(cluster, process));
      if (status.isHealthy()) {
        return;
      }
      if (waiting.isOver(start, time)) {
        throw late(cluster, status, time);
      }
      if (waiting.isOver(saidNanos, SAY_AGAIN)) {
        saidNanos = waiting.nanos();
        status.notUp().forEach(process -> sayWaiting(cluster, process));
      }
      waiting.until(LOOK_AGAIN, CANCELLED_AGAIN, monitor::isCancelled);
      if (monitor.isCancelled()) {
        throw new ClusterException("stopped before the cluster was up");
      }
    }
  }

  private void sayWaiting(LocalCluster cluster, ProcessStatus process) {
    monitor.say(
        "waiting for "
            + process.role().name()
            + ": state="
            + process.state().label()
            + " log="
            + logOf(cluster, process.role()));
  }

  private void look(LocalCluster cluster, ProcessStatus process) {
    String name = process.role().name();
    if (NOT_COMING.contains(process.state())) {
      throw new ClusterException(
          "process does not come up: process="
              + name
              + " state="
              + process.state().label()
              + " log="
              + logOf(cluster, process.role()));
    }
    if (process.state() == ProcessState.UP && said.add(name)) {
      monitor.say(
          name
              + " is up: address="
              + process.address()
              + (process.slots() > 0 ? " slots=" + process.slots() : ""));
    }
  }

  private static ClusterException late(LocalCluster cluster, ClusterStatus status, Duration time) {
    ProcessStatus last =
        status.processes().stream()
            .max(Comparator.comparing(process -> process.state() != ProcessState.UP))
            .orElseThrow();
    return new ClusterException(
        "cluster is not up in time: seconds="
            + time.toSeconds()
            + " process="
            + last.role().name()
            + " state="
            + last.state().label()
            + " slots="
            + status.slotsTotal()
            + " expected="
            + status.slots()
            + " log="
            + logOf(cluster, last.role()));
  }

  private static String logOf(LocalCluster cluster, Role role) {
    return cluster.find(role).map(process -> process.log().toString()).orElse("-");
  }
}
