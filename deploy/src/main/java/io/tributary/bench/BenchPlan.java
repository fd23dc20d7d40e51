package io.tributary.bench;

import io.tributary.bench.BenchOptions.Part;
import io.tributary.bench.BenchRun.FloorRun;
import io.tributary.bench.BenchRun.PipelineRun;
import io.tributary.format.ExampleFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The runs of a benchmark, those of the same data together. */
final class BenchPlan {
  private static final int FIELDS = 39;
  static final int CHECKPOINTED = 4;
  private static final List<Integer> REPLICAS = List.of(1, 2, 4, 8);

  /** Before this share of the rows is done, much of the code is still being compiled. */
  private static final double WARM_UP = .75;

  private BenchPlan() {}

  /** Returns the names of the formats that are measured, of those there are. */
  static List<String> formats() {
    return Stream.of("json", "csv", "avro").filter(ExampleFormats.names()::contains).toList();
  }

  static List<BenchRun> of(BenchOptions options) {
    List<BenchRun> runs = new ArrayList<>();
    for (String format : formats()) {
      ClickData data = new ClickData(FIELDS, format, 1, options.rows());
      runs.addAll(floors(data));
      runs.add(pipeline(data));
    }
    for (int replicas : REPLICAS.subList(1, REPLICAS.size())) {
      ClickData data = new ClickData(FIELDS, "json", replicas, options.rows());
      runs.add(pipeline(data));
      if (replicas == CHECKPOINTED) {
        runs.add(checkpoints(data));
      }
    }
    return runs.stream().filter(run -> options.includes(partOf(run), run.name())).toList();
  }

  private static Part partOf(BenchRun run) {
    return run instanceof PipelineRun ? Part.PIPELINES : Part.FLOORS;
  }

  private static List<BenchRun> floors(ClickData data) {
    String format = data.format();
    List<BenchRun> floors = new ArrayList<>();
    floors.add(floor(Names.consume(format), Floor.CONSUME, data));
    floors.add(floor(Names.source(format), Floor.SOURCE, data));
    floors.add(floor(Names.decode(format), Floor.DECODE, data));
    // Hashed examples are the same whatever they were decoded from.
    if (format.equals(formats().get(0))) {
      floors.add(floor(Names.LEARNER, Floor.LEARN, data));
      floors.add(floor(Names.LOOP, Floor.LOOP, data));
    }
    return floors;
  }

  private static BenchRun floor(String name, Floor floor, ClickData data) {
    return new FloorRun(name, floor, data, warmUp(data));
  }

  private static BenchRun pipeline(ClickData data) {
    return new PipelineRun(
        Names.pipeline(data.format(), data.partitions()), data, Map.of(), warmUp(data));
  }

  // Often, so that there are enough of them to tell the longest pauses.
  private static BenchRun checkpoints(ClickData data) {
    return new PipelineRun(
        Names.checkpoints(data.format(), data.partitions()),
        data,
        Map.of("training.checkpointInterval", "1s"),
        warmUp(data));
  }

  private static long warmUp(ClickData data) {
    return (long) (data.rows() * WARM_UP);
  }
}
