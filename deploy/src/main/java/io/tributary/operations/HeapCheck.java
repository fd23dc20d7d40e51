package io.tributary.operations;

import io.tributary.config.Pipeline;
import io.tributary.failure.CommandFailedException;
import io.tributary.failure.UsageException;
import io.tributary.planning.ParallelismChoice;
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

  /**
   * What came of a comparison.
   *
   * @param memory what the pipeline needs, and whether that fits
   * @param parallelism which parallelism fits, whatever the file says
   */
  public record Comparison(String memory, ParallelismChoice parallelism) {}

  private static void refuse(Optional<String> obstacle) {
    if (obstacle.isPresent()) {
      throw new CommandFailedException(obstacle.get());
    }
  }

  /**
   * Compares a pipeline with a cluster if there is one; returns what came of it.
   *
   * @param cluster finds the cluster, or throws a {@link UsageException} when there is none
   * @throws CommandFailedException when it does not fit; it says if another parallelism would
   */
  public static Comparison compare(Supplier<ClusterAccess> cluster, Pipeline pipeline) {
    refuse(MemoryNeed.tooLarge(pipeline), ParallelismFit.of(pipeline, List.of()), pipeline);
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
      List<Worker> workers = Workers.of(found.rest(), pipeline.name());
      ParallelismChoice choice = ParallelismFit.of(pipeline, workers);
      refuse(ClusterFit.obstacle(pipeline, workers), choice, pipeline);
      return new Comparison(
          need + "fits the cluster: jobmanager=" + found.rest().address(), choice);
    } catch (UsageException | JobManagerException e) {
      return new Comparison(
          need + "not compared with a cluster: " + e.getMessage(),
          ParallelismFit.of(pipeline, List.of()));
    }
  }

  private static void refuse(
      Optional<String> obstacle, ParallelismChoice choice, Pipeline pipeline) {
    boolean isSharded = pipeline.training().sharding() != null;
    refuse(
        obstacle.map(
            fact ->
                choice.isModel() && !isSharded
                    ? fact + " fits=training.parallelism: model, " + choice.reason()
                    : fact));
  }
}
