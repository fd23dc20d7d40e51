package io.tributary.process;

import io.tributary.config.Pipeline;
import io.tributary.failure.UsageException;
import io.tributary.training.MemoryNeed;
import org.jspecify.annotations.Nullable;

/** The heap of this process, and models that it has no room for. */
public final class Heap {
  private Heap() {}

  /**
   * Refuses a pipeline whose training can't fit into this process.
   *
   * @param need what it takes, by {@link MemoryNeed}
   * @throws UsageException when it can't
   */
  public static void require(Pipeline pipeline, long need) {
    MemoryNeed.obstacle(pipeline, need, size())
        .ifPresent(
            fact -> {
              throw new UsageException(fact);
            });
  }

  /** Returns what a person is told when the heap was too small after all. */
  public static String exhausted(@Nullable String problem) {
    return "out of memory: problem="
        + problem
        + " heap="
        + MemoryNeed.gibibytes(size())
        + " remedy=fewer replicas, fewer bits, or a larger heap by TRIBUTARY_JAVA_OPTS=-Xmx...";
  }

  private static long size() {
    return Runtime.getRuntime().maxMemory();
  }
}
