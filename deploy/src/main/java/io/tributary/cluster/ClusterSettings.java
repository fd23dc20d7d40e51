package io.tributary.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a local cluster should be like.
 *
 * @param taskManagers how many TaskManagers, at least one
 * @param slots task slots of each TaskManager, at least one
 * @param taskManagerMemory MiB of a TaskManager's whole process; {@link #BY_SLOTS} for what its
 *     slots need
 * @param jobManagerMemory MiB of the JobManager's whole process
 * @param brokerMemory MiB of the broker's whole process
 * @param restPort port of the JobManager's REST API and web UI, 0 for a free one, or {@link
 *     #USUAL_PORT}
 * @param kafkaPort port of the broker, 0 for a free one, or {@link #USUAL_PORT}
 * @param flink Flink options that win over the cluster's own
 * @param isHighlyAvailable true for a second JobManager and a ZooKeeper, so that jobs go on when
 *     the JobManager that leads is gone
 * @param isEncrypted true for mutual TLS among Flink's processes and at its REST API
 */
public record ClusterSettings(
    int taskManagers,
    int slots,
    int taskManagerMemory,
    int jobManagerMemory,
    int brokerMemory,
    int restPort,
    int kafkaPort,
    Map<String, String> flink,
    boolean isHighlyAvailable,
    boolean isEncrypted) {
  /** The port everybody expects (8081, 9092) when it is free, otherwise a free one. */
  public static final int USUAL_PORT = -1;

  /** As much memory as the TaskManager's slots need. */
  public static final int BY_SLOTS = 0;

  /** One TaskManager with four slots, on the usual ports, in some 3 GiB together. */
  public static final ClusterSettings DEFAULT =
      new ClusterSettings(1, 4, BY_SLOTS, 512, 512, USUAL_PORT, USUAL_PORT, Map.of());

  private static final int MOST_TASK_MANAGERS = 64;
  private static final int MOST_SLOTS = 256;
  private static final int LEAST_MEMORY = 384;

  /** Creates settings of a cluster with neither high availability nor encryption. */
  public ClusterSettings(
      int taskManagers,
      int slots,
      int taskManagerMemory,
      int jobManagerMemory,
      int brokerMemory,
      int restPort,
      int kafkaPort,
      Map<String, String> flink) {
    this(
        taskManagers,
        slots,
        taskManagerMemory,
        jobManagerMemory,
        brokerMemory,
        restPort,
        kafkaPort,
        flink,
        false,
        false);
  }

  /** Checks all of it. */
  public ClusterSettings {
    requireBetween("taskmanagers", taskManagers, 1, MOST_TASK_MANAGERS);
    requireBetween("slots", slots, 1, MOST_SLOTS);
    if (taskManagerMemory != BY_SLOTS) {
      requireAtLeast("taskmanager-memory", taskManagerMemory, TaskManagerMemory.least(slots));
    }
    requireAtLeast("jobmanager-memory", jobManagerMemory, LEAST_MEMORY);
    requireAtLeast("kafka-memory", brokerMemory, LEAST_MEMORY);
    requireBetween("rest-port", restPort, USUAL_PORT, 65_535);
    requireBetween("kafka-port", kafkaPort, USUAL_PORT, 65_535);
    // Sorted, so that equal settings are written alike.
    flink = Collections.unmodifiableMap(new TreeMap<>(flink));
  }

  private static void requireBetween(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is out of range: value=" + value + " allowed=" + least + ".." + most);
    }
  }

  private static void requireAtLeast(String name, int megabytes, int least) {
    if (megabytes < least) {
      throw new IllegalArgumentException(
          name + " is too small: MiB=" + megabytes + " allowed=" + least + "..");
    }
  }

  /** Returns these settings with another number of TaskManagers. */
  public ClusterSettings withTaskManagers(int count) {
    return new ClusterSettings(
        count,
        slots,
        taskManagerMemory,
        jobManagerMemory,
        brokerMemory,
        restPort,
        kafkaPort,
        flink,
        isHighlyAvailable,
        isEncrypted);
  }

  /** Returns these settings with other ports. */
  public ClusterSettings withPorts(int rest, int kafka) {
    return new ClusterSettings(
        taskManagers,
        slots,
        taskManagerMemory,
        jobManagerMemory,
        brokerMemory,
        rest,
        kafka,
        flink,
        isHighlyAvailable,
        isEncrypted);
  }

  /** Returns these settings with or without high availability and encryption. */
  public ClusterSettings with(boolean highlyAvailable, boolean encrypted) {
    return new ClusterSettings(
        taskManagers,
        slots,
        taskManagerMemory,
        jobManagerMemory,
        brokerMemory,
        restPort,
        kafkaPort,
        flink,
        highlyAvailable,
        encrypted);
  }

  /** Returns how each TaskManager's memory is divided. */
  TaskManagerMemory memory() {
    return taskManagerMemory == BY_SLOTS
        ? TaskManagerMemory.forSlots(slots)
        : TaskManagerMemory.within(taskManagerMemory, slots);
  }

  /**
   * Checks that a running cluster can be made like these settings by adding to it.
   *
   * @throws IllegalArgumentException when it would have to be stopped first
   */
  void requireExtends(ClusterState running) {
    ClusterSettings now = running.settings();
    if (taskManagers < now.taskManagers) {
      throw new IllegalArgumentException(
          "a running cluster is not made smaller, stop it first: taskmanagers="
              + now.taskManagers
              + " asked="
              + taskManagers);
    }
    List<String> changed = new ArrayList<>();
    note(changed, "slots", now.slots, slots);
    note(changed, "taskmanager-memory", now.taskManagerMemory, taskManagerMemory);
    note(changed, "jobmanager-memory", now.jobManagerMemory, jobManagerMemory);
    note(changed, "kafka-memory", now.brokerMemory, brokerMemory);
    note(changed, "flink", now.flink, flink);
    note(changed, "ha", now.isHighlyAvailable, isHighlyAvailable);
    note(changed, "tls", now.isEncrypted, isEncrypted);
    notePort(changed, "rest-port", now.restPort, running.ports().rest(), restPort);
    notePort(changed, "kafka-port", now.kafkaPort, running.ports().kafka(), kafkaPort);
    if (!changed.isEmpty()) {
      throw new IllegalArgumentException(
          "cluster runs with other settings, stop it first: " + String.join(" ", changed));
    }
  }

  private static void note(List<String> changed, String name, Object now, Object asked) {
    if (!now.equals(asked)) {
      changed.add(name + "=" + now + " asked=" + asked);
    }
  }

  private static void notePort(
      List<String> changed, String name, int askedBefore, int now, int asked) {
    if (asked != askedBefore && asked > 0) {
      note(changed, name, now, asked);
    }
  }
}
