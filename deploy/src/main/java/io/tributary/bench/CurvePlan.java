package io.tributary.bench;

import io.tributary.bench.BenchOptions.Part;
import io.tributary.bench.BenchRun.PipelineRun;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The runs that show how costs grow: along each curve one thing changes, all else is default. */
final class CurvePlan {
  private static final int FIELDS = 39;
  private static final int SEVERAL = 4;
  private static final int TABLES = 3;
  private static final int LANES = 2;
  private static final String FORMAT = "json";
  private static final String CHECKPOINT_INTERVAL = "training.checkpointInterval";

  // Often enough for several even in a short run, once it is warm.
  private static final String OFTEN = "1s";

  // Less than where ratios are asked for: there are many points, and what matters is how they
  // differ.
  private static final double WARM_UP = .5;

  // Where checkpoints are more seldom than this, there are more rows in proportion: what takes them
  // is as warm as elsewhere only after as many.
  private static final int SELDOM_SECONDS = 2;
  private static final Map<String, String> CHECKPOINTS = Map.of(CHECKPOINT_INTERVAL, OFTEN);

  /**
   * A point of a curve to measure.
   *
   * @param curve name of the curve
   * @param x value of what changes
   * @param run what to measure
   */
  record Point(String curve, String x, BenchRun run) {}

  private CurvePlan() {}

  /**
   * Returns the points that there is memory for.
   *
   * @param heapBytes heap of a process
   */
  static List<Point> of(BenchOptions options, long heapBytes) {
    long rows = options.rows();
    ClickData one = new ClickData(FIELDS, FORMAT, 1, rows);
    ClickData several = new ClickData(FIELDS, FORMAT, SEVERAL, rows);
    return Stream.of(
            points(
                "replicas",
                List.of(1, 2, 4, 8, 16),
                x -> run(new ClickData(FIELDS, FORMAT, x, rows), FIELDS, CHECKPOINTS)),
            points(
                "bits",
                List.of(18, 20, 22, 24, 26),
                x -> run(one, FIELDS, with("model.bits", x.toString()))),
            points("features", List.of(5, 13, 26, 39), x -> run(one, x, CHECKPOINTS)),
            points(
                "round",
                List.of(16, 64, 256, 1024, 4096),
                x -> run(several, FIELDS, with("training.round.examples", x.toString()))),
            points(
                "staleness",
                List.of("0", "1", "2", "4", "unbounded"),
                x -> run(several, FIELDS, with("training.staleness", x))),
            points(
                "interval",
                List.of(2, 4),
                x ->
                    run(
                        new ClickData(FIELDS, FORMAT, SEVERAL, rows * x / SELDOM_SECONDS),
                        FIELDS,
                        Map.of(CHECKPOINT_INTERVAL, x + "s"))),
            Stream.of(18, 20, 22, 24, 26)
                .filter(bits -> fits(bits, heapBytes))
                .map(bits -> recovery(several, bits)))
        .flatMap(Function.identity())
        .filter(point -> options.includes(Part.PIPELINES, point.run().name()))
        .sorted(Comparator.comparing(point -> point.run().data().topic()))
        .toList();
  }

  private static <T> Stream<Point> points(
      String curve, List<T> values, Function<T, PipelineRun> run) {
    return values.stream()
        .map(
            value -> {
              PipelineRun unnamed = run.apply(value);
              PipelineRun named =
                  new PipelineRun(
                      curve + " " + value,
                      unnamed.data(),
                      unnamed.features(),
                      unnamed.settings(),
                      unnamed.warmUp());
              return new Point(curve, value.toString(), named);
            });
  }

  private static Point recovery(ClickData data, int bits) {
    Map<String, String> settings = Map.of("model.bits", Integer.toString(bits));
    return new Point(
        "recovery",
        Integer.toString(bits),
        new BenchRun.RecoveryRun("recovery " + bits, data, settings));
  }

  // Each replica has its view, and twice what a checkpoint makes of it while it is written; so has
  // the
  // master.
  private static boolean fits(int bits, long heapBytes) {
    long modelBytes = ((long) LANES * Float.BYTES) << bits;
    return TABLES * (SEVERAL + 1) * modelBytes <= heapBytes;
  }

  private static PipelineRun run(ClickData data, int features, Map<String, String> settings) {
    return new PipelineRun("", data, features, settings, (long) (data.rows() * WARM_UP));
  }

  private static Map<String, String> with(String key, String value) {
    return Map.of(CHECKPOINT_INTERVAL, OFTEN, key, value);
  }
}
