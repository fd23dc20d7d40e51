package io.tributary.operations;

import io.tributary.config.Pipeline;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.training.JobHeap;
import io.tributary.training.MemoryNeed;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Refuses what does not fit the heap of a cluster's TaskManagers. */
public final class HeapCheck {
  private HeapCheck() {}

  /**
   * Checks that a pipeline fits, without what a job of its model has now.
   *
   * @throws CommandFailedException when it does not
   */
  public static void require(ClusterAccess cluster, Pipeline pipeline) {
    refuse(ClusterFit.obstacle(pipeline, Workers.of(cluster.rest(), pipeline.name())));
  }

  /** Checks that a running job may have so many replicas, as far as it says what they need. */
  public static void require(FlinkRest rest, ModelJob job, int replicas) {
    Optional<JobHeap> heap = new ModelJobs(rest).settings(job).heap();
    if (heap.isPresent()) {
      List<Worker> workers = Workers.of(rest, job.model());
      refuse(ClusterFit.obstacle(job.model(), heap.get(), replicas, workers));
    }
  }

  private static void refuse(Optional<String> obstacle) {
    if (obstacle.isPresent()) {
      throw new CommandFailedException(obstacle.get());
    }
  }

  /**
   * Compares a pipeline with a cluster if there is one; returns what came of it.
   *
   * @param cluster finds the cluster, or throws a {@link UsageException} when there is none
   * @throws CommandFailedException when it does not fit
   */
  public static String compare(Supplier<ClusterAccess> cluster, Pipeline pipeline) {
    refuse(MemoryNeed.tooLarge(pipeline));
    JobHeap heap = JobHeap.of(pipeline);
    String need =
        heap.shards() > 0
            ? String.format(
                "%,.1f MB of heap each shard; ", heap.masterBytes() / 1e6 / heap.shards())
            : String.format(
                "%,.1f MB of heap each replica, %,.1f MB the masters; ",
                heap.replicaBytes() / 1e6, heap.masterBytes() / 1e6);
    try {
      ClusterAccess found = cluster.get();
      require(found, pipeline);
      return need + "fits the cluster: jobmanager=" + found.rest().address();
    } catch (UsageException | JobManagerException e) {
      return need + "not compared with a cluster: " + e.getMessage();
    }
  }
}
