package io.tributary.bench;

import io.tributary.bench.BenchOptions.Part;
import io.tributary.bench.RunResult.FloorResult;
import io.tributary.bench.RunResult.PipelineResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** A benchmark, from the start of its broker to its report. */
public final class Bench {
  private static final String KAFKA_VERSION = "/kafka/kafka-version.properties";

  private final BenchOptions options;
  private final BenchHost surroundings;
  private final String version;

  /**
   * Creates a benchmark; nothing is started yet.
   *
   * @param version of what is measured
   */
  public Bench(BenchOptions options, BenchHost surroundings, String version) {
    this.options = options;
    this.surroundings = surroundings;
    this.version = version;
  }

  /**
   * Measures everything, with no processes and files left afterwards.
   *
   * @throws BenchException when something can't be measured
   */
  public BenchReport run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<RunResult> results = List.copyOf(runs(BenchPlan.of(options), false).values());
    List<KernelResult> kernels =
        options.parts().contains(Part.KERNELS)
            ? new KernelRuns(options, surroundings).run()
            : List.of();
    return new BenchReport(
        Machine.here(),
        versions(),
        options,
        ofType(results, FloorResult.class),
        ofType(results, PipelineResult.class),
        kernels,
        Ratios.of(results),
        (System.nanoTime() - start) / 1e9);
  }

  /**
   * Measures how costs grow, with no processes and files left afterwards. It takes long, so a point
   * that can't be measured is said and left out.
   *
   * @throws BenchException when something can't be measured
   */
  public CurvesReport curves() throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<CurvePlan.Point> points = CurvePlan.of(options, Runtime.getRuntime().maxMemory());
    Map<BenchRun, RunResult> results =
        runs(points.stream().map(CurvePlan.Point::run).toList(), true);
    Map<String, List<CurvesReport.Point>> curves = new TreeMap<>();
    for (CurvePlan.Point point : points) {
      RunResult result = results.get(point.run());
      if (result != null) {
        curves
            .computeIfAbsent(point.curve(), name -> new ArrayList<>())
            .add(new CurvesReport.Point(point.x(), result));
      }
    }
    return new CurvesReport(
        Machine.here(), versions(), options, curves, (System.nanoTime() - start) / 1e9);
  }

  private static <T> List<T> ofType(List<RunResult> results, Class<T> type) {
    return results.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private Map<String, String> versions() throws IOException {
    return new TreeMap<>(
        Map.of(
            "tributary", version,
            "flink", EnvironmentInformation.getVersion(),
            "kafka", kafkaVersion()));
  }

  private static String kafkaVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Bench.class.getResourceAsStream(KAFKA_VERSION)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return properties.getProperty("version", "unknown");
  }

  /**
   * Does one run after the other, and then all of them again, as often as was asked for: a machine
   * that is slow for some minutes is so for one repetition of a run. Of each run returns that of
   * median cost. An empty list needs no broker.
   *
   * @param patient whether a run that fails is left out, rather than the end of all
   */
  private Map<BenchRun, RunResult> runs(List<BenchRun> runs, boolean patient)
      throws IOException, InterruptedException {
    if (runs.isEmpty()) {
      return Map.of();
    }
    Map<BenchRun, List<RunResult>> results = new LinkedHashMap<>();
    Path directory = Files.createTempDirectory("tributary-bench-");
    try (ChildJvms jvms = new ChildJvms(directory)) {
      surroundings.say("starting a broker");
      try (Broker broker = Broker.start(jvms, directory.resolve("kafka"), surroundings)) {
        BenchRunner runner = new BenchRunner(directory, jvms, broker, surroundings);
        for (int repetition = 0; repetition < options.repeat(); repetition++) {
          repeat(runs, patient, runner, results);
        }
      }
    } finally {
      delete(directory);
    }
    Map<BenchRun, RunResult> medians = new LinkedHashMap<>();
    results.forEach((run, ofRun) -> medians.put(run, RunResult.median(ofRun)));
    return medians;
  }

  private void repeat(
      List<BenchRun> runs,
      boolean patient,
      BenchRunner runner,
      Map<BenchRun, List<RunResult>> results)
      throws IOException, InterruptedException {
    for (int i = 0; i < runs.size(); i++) {
      try {
        RunResult result = runner.run(runs.get(i));
        results.computeIfAbsent(runs.get(i), run -> new ArrayList<>()).add(result);
      } catch (BenchException e) {
        if (!patient) {
          throw e;
        }
        surroundings.say("left out, " + e.getMessage());
      }
      runner.forgetAllBut(runs.subList(i + 1, runs.size()).stream().map(BenchRun::data).toList());
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
