package io.tributary.bench;

import io.tributary.bench.BenchRun.FloorRun;
import io.tributary.bench.BenchRun.PipelineRun;
import io.tributary.bench.RunResult.FloorResult;
import io.tributary.bench.RunResult.PipelineResult;
import io.tributary.operations.CheckpointSummary;
import java.util.Map;

/** Results that nobody measured. */
final class Results {
  private static final long ROWS = 1_000_000;

  private Results() {}

  static FloorResult floor(String name, double cpuSeconds) {
    return new FloorResult(
        new FloorRun(name, Floor.DECODE, new ClickData(39, "json", 1, ROWS), 0), cost(cpuSeconds));
  }

  static PipelineResult pipeline(String format, int replicas, double cpuSeconds) {
    return pipeline(Names.pipeline(format, replicas), format, replicas, cpuSeconds);
  }

  static PipelineResult pipeline(String name, String format, int replicas, double cpuSeconds) {
    return new PipelineResult(
        new PipelineRun(
            name,
            new ClickData(39, format, replicas, ROWS),
            Map.of("training.round.examples", "64"),
            0),
        cost(cpuSeconds),
        new PipelineFigures(
            ROWS,
            .25,
            .24,
            22,
            1 << 25,
            40,
            replicas,
            1,
            64,
            64,
            20,
            "1",
            new CheckpointSummary(3, 0, 9, 3 << 25, 5, 7),
            new Durations(4, 5, 7, 7),
            new Durations(12, 20, 110, 120),
            new Durations(11, 10, 60, 60)),
        117_000_000L,
        null);
  }

  private static Cost cost(double cpuSeconds) {
    Usage window = new Usage(ROWS, cpuSeconds, cpuSeconds / 2, 0, .2);
    return new Cost(window, new Usage(ROWS, cpuSeconds + 5, cpuSeconds, 2, .5));
  }
}
