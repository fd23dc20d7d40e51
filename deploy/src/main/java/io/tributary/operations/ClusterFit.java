package io.tributary.operations;

import io.tributary.config.Pipeline;
import io.tributary.training.JobHeap;
import io.tributary.training.MemoryNeed;
import java.util.List;
import java.util.Optional;

/**
 * Whether a model fits the TaskManagers. One that does not takes other models' jobs down with it,
 * so it is refused where it might not fit: Flink decides which slots a job has, and may give all of
 * a TaskManager's to it, and all masters.
 */
public final class ClusterFit {
  private static final long MIB = 1L << 20;

  private ClusterFit() {}

  /** Returns why a pipeline can't be trained there, and what to do; nothing when it can. */
  public static Optional<String> obstacle(Pipeline pipeline, List<Worker> workers) {
    return MemoryNeed.tooLarge(pipeline)
        .or(
            () ->
                obstacle(
                    pipeline.name(),
                    JobHeap.of(pipeline),
                    pipeline.training().replicas(),
                    workers));
  }

  /** Returns why a model can't have so many replicas there, and what to do; nothing when it can. */
  public static Optional<String> obstacle(
      String model, JobHeap heap, int replicas, List<Worker> workers) {
    return workers.stream()
        .filter(ClusterFit::isAsked)
        .filter(worker -> need(heap, replicas, worker) > worker.heapBytes())
        .findFirst()
        .map(worker -> describe(model, heap, replicas, worker));
  }

  private static int here(int replicas, Worker worker) {
    return Math.min(replicas, worker.freeSlots());
  }

  /** Returns true when a job may have slots there, and it is known how much heap there is. */
  static boolean isAsked(Worker worker) {
    return worker.heapBytes() > 0 && worker.freeSlots() > 0;
  }

  private static long need(JobHeap heap, int replicas, Worker worker) {
    return ownNeed(heap, replicas, worker) + worker.othersBytes();
  }

  /** Returns the heap that a job needs there in the worst case, apart from what others need. */
  static long ownNeed(JobHeap heap, int replicas, Worker worker) {
    return MemoryNeed.PROCESS_BYTES
        + here(replicas, worker) * heap.replicaBytes()
        + heap.masterBytes(worker.freeSlots())
        + heap.readerBytes();
  }

  private static String describe(String model, JobHeap heap, int replicas, Worker worker) {
    return "model does not fit the heap of a taskmanager: model="
        + model
        + " replicas="
        + replicas
        + " replicas there="
        + here(replicas, worker)
        + " need="
        + mebibytes(need(heap, replicas, worker))
        + " of it others="
        + mebibytes(worker.othersBytes())
        + " heap="
        + mebibytes(worker.heapBytes())
        + " taskmanager="
        + worker.id()
        + " remedy=fewer model.bits, fewer training.replicas, or larger taskmanagers"
        + " (cluster start --taskmanager-memory)";
  }

  private static String mebibytes(long bytes) {
    return bytes / MIB + "MiB";
  }
}
