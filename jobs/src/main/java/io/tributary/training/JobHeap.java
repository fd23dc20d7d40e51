package io.tributary.training;

import io.tributary.config.Pipeline;
import java.util.Map;
import java.util.Optional;

/**
 * The heap that a job may come to need. A job carries it as job parameters, because nothing else
 * tells what the jobs of others need.
 *
 * @param replicaBytes of each replica
 * @param masterBytes of all masters together
 * @param readerBytes of all tasks together that only read
 */
public record JobHeap(long replicaBytes, long masterBytes, long readerBytes) {
  private static final String REPLICA = "tributary.heap.replica";
  private static final String MASTERS = "tributary.heap.masters";

  private static final String READERS = "tributary.heap.readers";

  /** The need of a job whose replicas read by themselves. */
  public JobHeap(long replicaBytes, long masterBytes) {
    this(replicaBytes, masterBytes, 0);
  }

  /** Returns it as job parameters. */
  public Map<String, String> parameters() {
    return Map.of(
        REPLICA,
        Long.toString(replicaBytes),
        MASTERS,
        Long.toString(masterBytes),
        READERS,
        Long.toString(readerBytes));
  }

  /** Returns what a job's parameters say; nothing when they say nothing. */
  public static Optional<JobHeap> of(Map<String, String> parameters) {
    long replica = Long.parseLong(parameters.getOrDefault(REPLICA, "0"));
    long masters = Long.parseLong(parameters.getOrDefault(MASTERS, "0"));
    long readers = Long.parseLong(parameters.getOrDefault(READERS, "0"));
    return Optional.of(new JobHeap(replica, masters, readers))
        .filter(heap -> heap.replicaBytes > 0);
  }

  /** Returns the heap that the job of a pipeline needs where its replicas and masters are. */
  public static JobHeap of(Pipeline pipeline) {
    boolean checkpoints = !pipeline.training().checkpointInterval().isZero();
    return new JobHeap(
        MemoryNeed.replicaBytes(pipeline.model(), 1, checkpoints),
        MemoryNeed.masterBytes(pipeline.model(), checkpoints),
        MemoryNeed.readerBytes(pipeline));
  }
}
