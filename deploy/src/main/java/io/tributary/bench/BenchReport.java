package io.tributary.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tributary.bench.RunResult.FloorResult;
import io.tributary.bench.RunResult.PipelineResult;
import java.util.List;
import java.util.Map;

/**
 * All that a benchmark measured.
 *
 * @param machine where
 * @param versions of what
 * @param options what was asked for
 * @param floors what a pipeline can't do without
 * @param pipelines whole pipelines
 * @param kernels small pieces of code
 * @param ratios of which there are targets
 * @param seconds how long all of it took
 */
public record BenchReport(
    Machine machine,
    Map<String, String> versions,
    BenchOptions options,
    List<FloorResult> floors,
    List<PipelineResult> pipelines,
    List<KernelResult> kernels,
    List<Ratio> ratios,
    double seconds) {
  /** Returns one JSON document with all of it. */
  public String toJson() {
    try {
      return BenchJson.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new BenchException("report can't be written as json", e);
    }
  }
}
