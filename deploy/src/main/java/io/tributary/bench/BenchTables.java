package io.tributary.bench;

import io.tributary.bench.RunResult.PipelineResult;
import io.tributary.bench.RunResult.RecoveryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as people read it. */
public final class BenchTables {
  private static final String UNKNOWN = "-";
  private static final double MEGA = 1e6;

  private BenchTables() {}

  /** Returns the lines of a report. */
  public static List<String> lines(BenchReport report) {
    List<String> lines =
        new ArrayList<>(
            about(report.machine(), report.versions(), report.options(), report.seconds()));
    if (!report.floors().isEmpty() || !report.pipelines().isEmpty()) {
      lines.add("");
      lines.addAll(figures(report));
    }
    if (!report.pipelines().isEmpty()) {
      lines.add("");
      lines.addAll(pipelines(report.pipelines()));
    }
    if (!report.kernels().isEmpty()) {
      lines.add("");
      lines.addAll(kernels(report.kernels()));
    }
    if (!report.ratios().isEmpty()) {
      lines.add("");
      lines.addAll(ratios(report.ratios()));
    }
    return lines;
  }

  /** Returns the lines of curves. */
  public static List<String> lines(CurvesReport report) {
    List<RunResult> results =
        report.curves().values().stream()
            .flatMap(List::stream)
            .map(CurvesReport.Point::result)
            .toList();
    List<String> lines =
        new ArrayList<>(
            about(report.machine(), report.versions(), report.options(), report.seconds()));
    List<PipelineResult> pipelines = ofType(results, PipelineResult.class);
    if (!pipelines.isEmpty()) {
      lines.add("");
      lines.addAll(curves(pipelines));
    }
    List<RecoveryResult> recoveries = ofType(results, RecoveryResult.class);
    if (!recoveries.isEmpty()) {
      lines.add("");
      lines.addAll(recoveries(recoveries));
    }
    return lines;
  }

  private static <T> List<T> ofType(List<RunResult> results, Class<T> type) {
    return results.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<String> curves(List<PipelineResult> results) {
    TextTable table =
        new TextTable(
            "",
            "CPU s/M",
            "of it JIT",
            "examples/s",
            "broker s",
            "update B/example",
            "log-loss",
            "checkpoint MB",
            "ms",
            "pause p99");
    for (PipelineResult result : results) {
      Usage window = result.cost().window();
      var checkpoints = result.figures().checkpoints();
      table.row(
          result.run().name(),
          decimals(window.cpuSecondsPerMillion(), 3),
          decimals(window.perMillion(window.compilerCpuSeconds()), 3),
          decimals(window.examplesPerSecond(), 0),
          decimals(result.brokerCpuSeconds(), 2),
          decimals(result.updateBytesPerExample(), 0),
          decimals(result.figures().logLoss(), 5),
          checkpoints == null ? UNKNOWN : decimals(checkpoints.maxBytes() / MEGA, 0),
          checkpoints == null ? UNKNOWN : Long.toString(checkpoints.maxMillis()),
          pause(result.figures().pauses(), Durations::p99Millis));
    }
    return table.lines();
  }

  private static List<String> recoveries(List<RecoveryResult> results) {
    TextTable table = new TextTable("", "s", "savepoint MB", "model MB", "replicas");
    for (RecoveryResult result : results) {
      RecoveryFigures figures = result.figures();
      table.row(
          result.run().name(),
          decimals(figures.seconds(), 2),
          decimals(figures.restoredBytes() / MEGA, 1),
          decimals(figures.modelBytes() / MEGA, 1),
          Integer.toString(figures.replicas()));
    }
    return table.lines();
  }

  private static List<String> about(
      Machine machine, Map<String, String> versions, BenchOptions options, double seconds) {
    return List.of(
        String.format(
            Locale.ROOT,
            "machine   %d cores of %s, %.0f GB, %s, heap %.0f GB",
            machine.cores(),
            machine.cpu(),
            machine.memoryBytes() / 1e9,
            machine.os(),
            machine.maxHeapBytes() / 1e9),
        "jvm       " + machine.jvm(),
        "versions  "
            + versions.entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .collect(Collectors.joining(", ")),
        String.format(
            Locale.ROOT,
            "rows      %,d a run, 39 fields, FTRL, 2^22 weights but where it says so; %s%.0f s in all",
            options.rows(),
            options.repeat() > 1 ? "the median of " + options.repeat() + " runs each; " : "",
            seconds));
  }

  private static List<String> figures(BenchReport report) {
    TextTable table =
        new TextTable(
            "",
            "CPU s/M",
            "of it JIT",
            "of it GC",
            "wall s/M",
            "examples/s",
            "CPU s in all",
            "broker s");
    Stream.concat(report.floors().stream(), report.pipelines().stream())
        .forEach(
            result -> {
              Usage window = result.cost().window();
              Double broker =
                  result instanceof PipelineResult pipeline ? pipeline.brokerCpuSeconds() : null;
              table.row(
                  result.run().name(),
                  decimals(window.cpuSecondsPerMillion(), 3),
                  decimals(window.perMillion(window.compilerCpuSeconds()), 3),
                  decimals(window.perMillion(window.collectorCpuSeconds()), 3),
                  decimals(window.perMillion(window.wallSeconds()), 3),
                  decimals(window.examplesPerSecond(), 0),
                  decimals(result.cost().total().cpuSeconds(), 1),
                  broker == null ? "" : decimals(broker, 2));
            });
    return table.lines();
  }

  private static List<String> pipelines(List<PipelineResult> results) {
    TextTable table =
        new TextTable(
            "",
            "log-loss",
            "round",
            "staleness",
            "update B/example",
            "checkpoints",
            "MB",
            "ms",
            "pause p50",
            "p99",
            "max ms",
            "without: p50",
            "p99",
            "max ms");
    for (PipelineResult result : results) {
      PipelineFigures figures = result.figures();
      var checkpoints = figures.checkpoints();
      table.row(
          result.run().name(),
          decimals(figures.logLoss(), 5),
          decimals(figures.roundExamples(), 0),
          figures.staleness(),
          decimals(result.updateBytesPerExample(), 0),
          checkpoints == null ? UNKNOWN : Long.toString(checkpoints.completed()),
          checkpoints == null ? UNKNOWN : decimals(checkpoints.maxBytes() / MEGA, 0),
          checkpoints == null ? UNKNOWN : Long.toString(checkpoints.maxMillis()),
          pause(figures.pauses(), Durations::p50Millis),
          pause(figures.pauses(), Durations::p99Millis),
          pause(figures.pauses(), Durations::maxMillis),
          pause(figures.pausesWithout(), Durations::p50Millis),
          pause(figures.pausesWithout(), Durations::p99Millis),
          pause(figures.pausesWithout(), Durations::maxMillis));
    }
    return table.lines();
  }

  private static String pause(@Nullable Durations pauses, ToLongFunction<Durations> of) {
    return pauses == null ? UNKNOWN : Long.toString(of.applyAsLong(pauses));
  }

  private static List<String> kernels(List<KernelResult> kernels) {
    TextTable table = new TextTable("kernel", "ns", "+-", "per", "");
    for (KernelResult kernel : kernels) {
      table.row(
          kernel.name(),
          decimals(kernel.nanos(), 1),
          decimals(kernel.error(), 1),
          kernel.unit(),
          kernel.parameters());
    }
    return table.lines();
  }

  private static List<String> ratios(List<Ratio> ratios) {
    TextTable table = new TextTable("ratio", "is", "target", "");
    for (Ratio ratio : ratios) {
      table.row(
          ratio.name(),
          decimals(ratio.value(), 2),
          (ratio.atLeast() ? ">= " : "<= ") + decimals(ratio.target(), 2),
          ratio.met() ? "met" : "missed");
    }
    return table.lines();
  }

  private static String decimals(@Nullable Double value, int decimals) {
    return value == null || !Double.isFinite(value)
        ? UNKNOWN
        : String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
