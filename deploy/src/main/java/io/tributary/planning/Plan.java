package io.tributary.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * What a workload needs.
 *
 * @param workload what was asked for
 * @param cpuSecondsPerMillion CPU time of a million examples
 * @param cores at the utilisation that leaves room for bursts
 * @param replicaCore the part of a core that a replica needs
 * @param processes that train
 * @param memory what they hold
 * @param traffic what they send
 * @param checkpointBytes size of a checkpoint
 * @param checkpointMillis time of one; not a number when it was never measured
 * @param recoverySeconds time to recover; not a number when it was never measured
 * @param staleness how far behind replicas are
 * @param parallelism whether replicas or shards fit, and why
 * @param obstacles why it does not fit; empty when it does
 * @param warnings what of this is a guess
 */
public record Plan(
    Workload workload,
    double cpuSecondsPerMillion,
    double cores,
    double replicaCore,
    int processes,
    Memory memory,
    Traffic traffic,
    double checkpointBytes,
    double checkpointMillis,
    double recoverySeconds,
    Staleness staleness,
    ParallelismChoice parallelism,
    List<String> obstacles,
    List<String> warnings) {
  /**
   * Memory in bytes.
   *
   * @param replica of a replica: its view and the merged copy
   * @param process of the fullest process
   * @param total of all processes
   */
  public record Memory(double replica, double process, double total) {}

  /**
   * Bytes of merging; the examples' own are not among them.
   *
   * @param updateBytesPerExample merged values, once
   * @param topicBytesPerSecond merged values written to Kafka
   * @param deliveredBytesPerSecond merged values as all processes receive them
   * @param inBytesPerSecond what the busiest process receives
   * @param outBytesPerSecond what the busiest process sends
   * @param limitBytesPerSecond what it may send, and receive
   */
  public record Traffic(
      double updateBytesPerExample,
      double topicBytesPerSecond,
      double deliveredBytesPerSecond,
      double inBytesPerSecond,
      double outBytesPerSecond,
      double limitBytesPerSecond) {}

  /**
   * How far behind replicas are.
   *
   * @param rounds the merged model may be behind; infinite when unbounded
   * @param roundExamples examples of a round of all replicas
   * @param roundMillis how long a round is open
   * @param millis age of the oldest merged model that a replica learns on; infinite when unbounded
   */
  public record Staleness(double rounds, double roundExamples, double roundMillis, double millis) {}

  /** Copies the lists. */
  public Plan {
    obstacles = List.copyOf(obstacles);
    warnings = List.copyOf(warnings);
  }

  /** Returns true when nothing is in the way. */
  public boolean fits() {
    return obstacles.isEmpty();
  }

  /** Returns one JSON document with all of it. */
  public String toJson() {
    try {
      return JsonMapper.builder().build().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new PlanningException("plan can't be written as json", e);
    }
  }
}
