package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run came to. */
public sealed interface RunResult {
  /** Returns what was asked for. */
  BenchRun run();

  /** Returns what it cost the process that did it. */
  Cost cost();

  /** Returns the result of median cost; of an even number, the cheaper of the two in the middle. */
  static RunResult median(List<RunResult> results) {
    return results.stream()
        .sorted(
            Comparator.comparingDouble(
                result -> result.cost().window().steadyCpuSecondsPerMillion()))
        .toList()
        .get((results.size() - 1) / 2);
  }

  /**
   * A part of a pipeline.
   *
   * @param run what was asked for
   * @param cost what it cost
   */
  record FloorResult(BenchRun.FloorRun run, Cost cost) implements RunResult {}

  /**
   * A whole pipeline.
   *
   * @param run what was asked for
   * @param cost what it cost the process that trained
   * @param figures what it did
   * @param updateBytes size of the updates topic afterwards; null when the broker did not say
   * @param brokerCpuSeconds CPU time of the broker meanwhile; null when the system did not say
   */
  record PipelineResult(
      BenchRun.PipelineRun run,
      Cost cost,
      PipelineFigures figures,
      @Nullable Long updateBytes,
      @Nullable Double brokerCpuSeconds)
      implements RunResult {
    /** Returns the bytes of merged values sent for each example. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public @Nullable Double updateBytesPerExample() {
      return updateBytes == null ? null : (double) updateBytes / figures.examples();
    }
  }

  /**
   * A job that went on from a savepoint.
   *
   * @param run what was asked for
   * @param cost what all of it cost, the learning before included
   * @param figures how it went on
   */
  record RecoveryResult(BenchRun.RecoveryRun run, Cost cost, RecoveryFigures figures)
      implements RunResult {}
}
