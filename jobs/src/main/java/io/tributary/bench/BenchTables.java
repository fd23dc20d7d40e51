package io.tributary.bench;

import io.tributary.bench.RunResult.PipelineResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    List<String> lines = new ArrayList<>(about(report));
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

  private static List<String> about(BenchReport report) {
    Machine machine = report.machine();
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
            + report.versions().entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .collect(Collectors.joining(", ")),
        String.format(
            Locale.ROOT,
            "rows      %,d a run, 39 fields, FTRL, 2^22 weights; %.0f s in all",
            report.options().rows(),
            report.seconds()));
  }

  private static List<String> figures(BenchReport report) {
    TextTable table =
        new TextTable(
            "", "CPU s/M", "wall s/M", "examples/s", "CPU s/M in all", "GC s", "JIT s", "broker s");
    Stream.concat(report.floors().stream(), report.pipelines().stream())
        .forEach(
            result -> {
              Cost cost = result.cost();
              Double broker =
                  result instanceof PipelineResult pipeline ? pipeline.brokerCpuSeconds() : null;
              table.row(
                  result.run().name(),
                  decimals(cost.window().cpuSecondsPerMillion(), 3),
                  decimals(MEGA / cost.window().examplesPerSecond(), 3),
                  decimals(cost.window().examplesPerSecond(), 0),
                  decimals(cost.total().cpuSecondsPerMillion(), 3),
                  decimals(cost.gcSeconds(), 2),
                  decimals(cost.jitSeconds(), 2),
                  broker == null ? "" : decimals(broker, 2));
            });
    return table.lines();
  }

  private static List<String> pipelines(List<PipelineResult> results) {
    TextTable table =
        new TextTable(
            "", "log-loss", "round", "staleness", "update B/example", "checkpoints", "MB", "ms");
    for (PipelineResult result : results) {
      PipelineFigures figures = result.figures();
      var checkpoints = figures.checkpoints();
      table.row(
          result.run().name(),
          decimals(figures.logLoss(), 5),
          Integer.toString(figures.roundExamples()),
          figures.staleness(),
          decimals(result.updateBytesPerExample(), 0),
          checkpoints == null ? UNKNOWN : Long.toString(checkpoints.completed()),
          checkpoints == null ? UNKNOWN : decimals(checkpoints.maxBytes() / MEGA, 0),
          checkpoints == null ? UNKNOWN : Long.toString(checkpoints.maxMillis()));
    }
    return table.lines();
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
