package io.tributary.cli;

import io.tributary.bench.Bench;
import io.tributary.bench.BenchHost;
import io.tributary.bench.BenchOptions;
import io.tributary.bench.BenchOptions.Part;
import io.tributary.bench.BenchReport;
import io.tributary.bench.BenchTables;
import io.tributary.bench.CurvesReport;
import io.tributary.config.Pipeline;
import io.tributary.failure.UsageException;
import io.tributary.kafka.Topics;
import io.tributary.process.StopSignal;
import io.tributary.training.JobTopics;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: what an example costs, and what it costs at least. */
@Command(
    name = "bench",
    description = {
      "Measure what an example costs: whole pipelines from a Kafka topic to a trained model, and"
          + " the floors below them - consuming, decoding and learning alone - on the same rows of a"
          + " synthetic click stream.",
      "Everything runs in processes of its own, one after the other, a broker among them, and is"
          + " gone in the end. Figures are CPU seconds of the measuring process per million"
          + " examples. Leave the machine alone meanwhile."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class BenchCommand implements Callable<Integer> {
  private static final String CURVES = "curves.json";

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "These parts: floors, pipelines, kernels. All by default.")
  private @Nullable Set<Part> only;

  @Option(
      names = "--filter",
      paramLabel = "REGEX",
      description = "Only what has this in its name, like 'json' or 'x8'.")
  private @Nullable String filter;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "Rows of each run; twelve million by default, six million of each of the curves.")
  private @Nullable Long rows;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Do all runs N times, one after the other, and show of each the one of median cost: on a"
              + " machine whose speed varies. Kernels are not repeated.",
      defaultValue = "1")
  private int repeat;

  @Option(
      names = "--quick",
      description = "A few thousand rows: to see that all of it works. The figures mean nothing.")
  private boolean quick;

  @Option(
      names = "--curves",
      description =
          "Measure how costs grow instead: with replicas, model size, features, round size and"
              + " staleness; and how long recovery takes.")
  private boolean curves;

  @Option(names = "--out", paramLabel = "DIR", description = "Write curves.json there, too.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  private final Console console;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    BenchOptions options = options();
    StopSignal stop = StopSignal.install();
    Bench bench = new Bench(options, surroundings(stop), version());
    if (curves) {
      CurvesReport report = bench.curves();
      if (out != null) {
        Files.createDirectories(out);
        Files.writeString(out.resolve(CURVES), report.toJson() + "\n");
      }
      print(report.toJson(), BenchTables.lines(report));
    } else {
      BenchReport report = bench.run();
      print(report.toJson(), BenchTables.lines(report));
    }
    return Failures.DONE;
  }

  private void print(String document, List<String> lines) {
    if (json) {
      console.line(document);
    } else {
      lines.forEach(console::line);
    }
  }

  private BenchOptions options() {
    if (out != null && !curves) {
      throw new UsageException("--out is for --curves");
    }
    long usual = curves ? BenchOptions.CURVE_ROWS : BenchOptions.ROWS;
    long wanted = rows != null ? rows : quick ? BenchOptions.QUICK_ROWS : usual;
    if (wanted < 1) {
      throw new UsageException("number out of range: rows=" + wanted);
    }
    if (repeat < 1) {
      throw new UsageException("number out of range: repeat=" + repeat);
    }
    return new BenchOptions(
        wanted, repeat, quick, only != null ? only : EnumSet.allOf(Part.class), pattern());
  }

  private static String version() throws IOException {
    return new Version().getVersion()[0].replace("tributary ", "");
  }

  private Pattern pattern() {
    try {
      return Pattern.compile(filter == null ? "" : filter);
    } catch (PatternSyntaxException e) {
      throw new UsageException("not a regular expression: --filter=" + filter, e);
    }
  }

  private BenchHost surroundings(StopSignal stop) {
    return new BenchHost() {
      @Override
      public void createTopics(Pipeline pipeline, int partitions) {
        try (Topics topics = Topics.connect(pipeline.kafka(), console.waiting())) {
          JobTopics.create(topics, pipeline, partitions);
        }
      }

      @Override
      public void say(String line) {
        console.note(line);
      }

      @Override
      public Waiting waiting() {
        return console.waiting();
      }

      @Override
      public void heartbeat() {
        stop.throwIfRequested();
      }
    };
  }
}
