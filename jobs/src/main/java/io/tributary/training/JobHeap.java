package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import java.util.Map;
import java.util.Optional;

/**
 * The heap that a job may come to need. Where a model is dealt out to shards, batchers stand for
 * replicas, and shards for masters. A job carries it as job parameters, because nothing else tells
 * what the jobs of others need.
 *
 * @param replicaBytes of each replica
 * @param masterBytes of all masters together
 * @param readerBytes of all tasks together that only read
 * @param shards number of shards, or 0 when all masters may be in one process
 */
public record JobHeap(long replicaBytes, long masterBytes, long readerBytes, int shards) {
  private static final String REPLICA = "tributary.heap.replica";
  private static final String MASTERS = "tributary.heap.masters";

  private static final String READERS = "tributary.heap.readers";
  private static final String SHARDS = "tributary.heap.shards";

  /** The need of a job whose replicas read by themselves. */
  public JobHeap(long replicaBytes, long masterBytes) {
    this(replicaBytes, masterBytes, 0);
  }

  /** The need of a job without shards. */
  public JobHeap(long replicaBytes, long masterBytes, long readerBytes) {
    this(replicaBytes, masterBytes, readerBytes, 0);
  }

  /** Returns the heap that masters or shards may need of a process with so many slots. */
  public long masterBytes(int slots) {
    return shards == 0 ? masterBytes : masterBytes * Math.min(slots, shards) / shards;
  }

  /** Returns it as job parameters. */
  public Map<String, String> parameters() {
    return Map.of(
        REPLICA,
        Long.toString(replicaBytes),
        MASTERS,
        Long.toString(masterBytes),
        READERS,
        Long.toString(readerBytes),
        SHARDS,
        Integer.toString(shards));
  }

  /** Returns what a job's parameters say; nothing when they say nothing. */
  public static Optional<JobHeap> of(Map<String, String> parameters) {
    long replica = Long.parseLong(parameters.getOrDefault(REPLICA, "0"));
    long masters = Long.parseLong(parameters.getOrDefault(MASTERS, "0"));
    long readers = Long.parseLong(parameters.getOrDefault(READERS, "0"));
    int shards = Integer.parseInt(parameters.getOrDefault(SHARDS, "0"));
    return Optional.of(new JobHeap(replica, masters, readers, shards))
        .filter(heap -> heap.replicaBytes > 0);
  }

  /** Returns the heap that the job of a pipeline needs where its replicas and masters are. */
  public static JobHeap of(Pipeline pipeline) {
    ShardingConfig sharding = pipeline.training().sharding();
    if (sharding != null) {
      return new JobHeap(
          MemoryNeed.REPLICA_BYTES + MemoryNeed.READER_BYTES,
          MemoryNeed.shardBytes(pipeline),
          0,
          sharding.shards());
    }
    return ofReplicas(pipeline);
  }

  /** Returns the heap that it needs, or would need, with replicas and masters. */
  public static JobHeap ofReplicas(Pipeline pipeline) {
    boolean checkpoints = !pipeline.training().checkpointInterval().isZero();
    return new JobHeap(
        MemoryNeed.replicaBytes(pipeline.model(), 1, checkpoints),
        MemoryNeed.masterBytes(pipeline.model(), checkpoints),
        MemoryNeed.readerBytes(pipeline));
  }
}
