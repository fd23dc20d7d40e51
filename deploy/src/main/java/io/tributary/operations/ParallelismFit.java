package io.tributary.operations;

import io.tributary.config.Pipeline;
import io.tributary.planning.ParallelismChoice;
import io.tributary.training.JobHeap;
import io.tributary.training.MemoryNeed;
import java.util.List;

/** Which parallelism fits a pipeline's model and the TaskManagers, whatever its file says. */
public final class ParallelismFit {
  private ParallelismFit() {}

  /**
   * Chooses. Flink decides which slots a job has, so replicas fit when they fit any TaskManager.
   *
   * @param workers the TaskManagers; none when there is no cluster, whose memory nobody knows then
   */
  public static ParallelismChoice of(Pipeline pipeline, List<Worker> workers) {
    ParallelismChoice choice = ofRows(pipeline, workers);
    return pipeline.model().dense() == null ? choice : choice.withNetwork();
  }

  private static ParallelismChoice ofRows(Pipeline pipeline, List<Worker> workers) {
    double model = MemoryNeed.modelBytes(pipeline.model());
    double base = MemoryNeed.PROCESS_BYTES + MemoryNeed.READER_BYTES + MemoryNeed.REPLICA_BYTES;
    if (pipeline.model().isExact()) {
      double least = Double.POSITIVE_INFINITY;
      for (Worker worker : workers) {
        least = ClusterFit.isAsked(worker) ? Math.min(least, free(worker)) : least;
      }
      return ParallelismChoice.ofExactTable(model, base, least);
    }
    JobHeap heap = JobHeap.ofReplicas(pipeline);
    int replicas = pipeline.training().replicas();
    ParallelismChoice choice = ParallelismChoice.of(model, 0, base, Double.POSITIVE_INFINITY);
    for (Worker worker : workers) {
      if (ClusterFit.isAsked(worker) && !choice.isModel()) {
        choice =
            ParallelismChoice.of(
                model, (double) ClusterFit.ownNeed(heap, replicas, worker), base, free(worker));
      }
    }
    return choice;
  }

  private static double free(Worker worker) {
    return (double) worker.heapBytes() - worker.othersBytes();
  }
}
