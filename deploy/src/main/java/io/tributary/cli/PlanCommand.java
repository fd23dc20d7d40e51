package io.tributary.cli;

import io.tributary.config.TrainingConfig;
import io.tributary.failure.UsageException;
import io.tributary.merge.RoundSize;
import io.tributary.planning.Calibration;
import io.tributary.planning.CostCharts;
import io.tributary.planning.CostModel;
import io.tributary.planning.CurvesFile;
import io.tributary.planning.ModelCheck;
import io.tributary.planning.Plan;
import io.tributary.planning.Planner;
import io.tributary.planning.TableCharts;
import io.tributary.planning.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plan}: what a pipeline will need, on paper. */
@Command(
    name = "plan",
    description = {
      "Say what a pipeline will need: cores, memory, network, checkpoints and staleness.",
      "The figures come from a cost model that was fitted to measured curves ('bench --curves'):"
          + " the one that ships, or your own machine's with --calibrate."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class PlanCommand implements Callable<Integer> {
  private static final Pattern NETWORK =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([mg])bit(?:/s)?", Pattern.CASE_INSENSITIVE);
  private static final double BITS_OF_BYTE = 8;
  private static final double MIB = 1 << 20;
  private static final String UNBOUNDED = "unbounded";

  @Option(names = "--rate", paramLabel = "N", description = "Examples a second, like 1e6.")
  private @Nullable Double rate;

  @Option(
      names = "--features",
      paramLabel = "N",
      description = "Features of an example; default ${DEFAULT-VALUE}.")
  private double features = 39;

  @Option(
      names = "--numeric",
      paramLabel = "N",
      description = "How many of them are numbers, not categories; by default a third.")
  private @Nullable Double numeric;

  @Option(
      names = "--fields",
      paramLabel = "N",
      description = "Fields of a record; by default as many as features.")
  private @Nullable Double fields;

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "Of the records; default ${DEFAULT-VALUE}.")
  private String format = "json";

  @Option(
      names = "--bits",
      paramLabel = "N",
      description = "The model has 2^N weights; default ${DEFAULT-VALUE}.")
  private int bits = 22;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Floats per weight: 2 for FTRL and AdaGrad, 1 for SGD; default 2.")
  private int lanes = 2;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "By default the fewest that are not too busy.")
  private @Nullable Integer replicas;

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Examples of a replica's round; by default as in a pipeline file.")
  private @Nullable Integer round;

  @Option(
      names = "--max-delay",
      paramLabel = "MS",
      description = "How long a round stays open, in ms; by default as in a pipeline file.")
  private @Nullable Double maxDelay;

  @Option(
      names = "--staleness",
      paramLabel = "N",
      description = "Rounds, or unbounded; default ${DEFAULT-VALUE}.")
  private String staleness = "1";

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "S",
      description = "Seconds between checkpoints, 0 for none; default ${DEFAULT-VALUE}.")
  private double checkpointInterval = 10;

  @Option(
      names = "--network",
      paramLabel = "SPEED",
      description = "Of each process, like 10Gbit or 800Mbit; default ${DEFAULT-VALUE}.")
  private String network = "10Gbit";

  @Option(
      names = "--slots-per-process",
      paramLabel = "N",
      description = "Replicas of a process; default ${DEFAULT-VALUE}.")
  private int slots = 4;

  @Option(
      names = "--process-memory",
      paramLabel = "MIB",
      description = "Memory of a process without a model, in MiB; default ${DEFAULT-VALUE}.")
  private double processMemory = 640;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description =
          "Memory that a process has, in MiB; decides between replicas and shards. By default as"
              + " much as replicas need.")
  private double memory = Double.POSITIVE_INFINITY;

  @Option(
      names = "--cost-model",
      paramLabel = "FILE",
      description = "Made by --calibrate; by default the one that ships.")
  private @Nullable Path costModel;

  @Option(
      names = "--calibrate",
      paramLabel = "CURVES",
      split = ",",
      description =
          "Fit a cost model to a curves.json, and write it to --out. Of several files, runs of the"
              + " same points, each point's cheapest run counts.")
  private List<Path> calibrate = List.of();

  @Option(
      names = "--check",
      paramLabel = "CURVES",
      split = ",",
      description = "Compare the model with each point of a curves.json; fails beyond 25 %%.")
  private List<Path> check = List.of();

  @Option(
      names = "--charts",
      paramLabel = "CURVES",
      split = ",",
      description = "Draw the curves of a curves.json into the directory --out.")
  private List<Path> charts = List.of();

  @Option(
      names = "--tables",
      paramLabel = "SAMPLES",
      split = ",",
      description =
          "Draw how exact tables grow into the directory --out: a line for each output of"
              + " 'evaluate --simulated --every N --json', named as its file is.")
  private List<Path> tables = List.of();

  @Option(
      names = "--docs",
      paramLabel = "FILE",
      description =
          "With --charts, the Markdown file whose tables are renewed; by default costs.md beside"
              + " the charts' directory.")
  private @Nullable Path docs;

  @Option(names = "--out", paramLabel = "PATH", description = "Where to write.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  private final Console console;

  PlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    requireOneTask();
    if (!calibrate.isEmpty()) {
      return calibrate(calibrate, requireOut());
    }
    if (!check.isEmpty()) {
      return check(check);
    }
    if (!charts.isEmpty()) {
      return draw(charts, requireOut());
    }
    if (!tables.isEmpty()) {
      TableCharts.read(tables).write(requireOut());
      console.line("drew a chart of " + tables.size() + " tables, directory " + requireOut());
      return Failures.DONE;
    }
    if (rate == null || !(rate > 0)) {
      throw new UsageException("rate is not positive: give --rate, rate=" + rate);
    }
    return plan(rate);
  }

  private void requireOneTask() {
    long tasks =
        Stream.of(
                !calibrate.isEmpty(),
                !check.isEmpty(),
                !charts.isEmpty(),
                !tables.isEmpty(),
                rate != null)
            .filter(asked -> asked)
            .count();
    if (tasks != 1) {
      throw new UsageException(
          "one of --rate, --calibrate, --check, --charts and --tables is needed");
    }
    if (out != null && calibrate.isEmpty() && charts.isEmpty() && tables.isEmpty()) {
      throw new UsageException("--out is for --calibrate, --charts and --tables");
    }
    if (docs != null && charts.isEmpty()) {
      throw new UsageException("--docs is for --charts");
    }
  }

  private Path requireOut() {
    if (out == null) {
      throw new UsageException("--out is needed");
    }
    return out;
  }

  private CostModel model() {
    return costModel == null ? CostModel.shipped() : CostModel.read(costModel);
  }

  private int calibrate(List<Path> curves, Path target) throws IOException {
    CurvesFile measured = CurvesFile.read(curves);
    CostModel model = Calibration.fit(measured);
    model.write(target);
    ModelCheck check = ModelCheck.of(model, measured);
    console.line(
        "fitted "
            + measured.measurements().size()
            + " points, "
            + PlanTables.summary(check)
            + ", file "
            + target);
    return Failures.DONE;
  }

  private int check(List<Path> curves) {
    ModelCheck check = ModelCheck.of(model(), CurvesFile.read(curves));
    if (json) {
      console.line(PlanTables.json(check).toString());
    } else {
      PlanTables.lines(check).forEach(console::line);
    }
    return check.passed() ? Failures.DONE : Failures.FAILED;
  }

  private int draw(List<Path> curves, Path directory) throws IOException {
    Path page = docs != null ? docs : directory.toAbsolutePath().resolveSibling("costs.md");
    CostCharts drawn = CostCharts.of(model(), CurvesFile.read(curves));
    drawn.write(directory, page);
    console.line("drew " + drawn.count() + " charts, directory " + directory + ", tables " + page);
    return Failures.DONE;
  }

  private int plan(double wanted) {
    try {
      if (slots < 1 || !(features >= 0) || lanes < 1 || !(memory > 0)) {
        throw new UsageException(
            "number out of range: slots="
                + slots
                + " features="
                + features
                + " lanes="
                + lanes
                + " memory="
                + memory);
      }
      Planner planner =
          new Planner(model(), networkBytes(network), slots, processMemory * MIB, memory * MIB);
      Plan plan =
          replicas == null
              ? planner.choose(number -> workload(wanted, number))
              : planner.plan(workload(wanted, replicas));
      if (json) {
        console.line(plan.toJson());
      } else {
        PlanTables.lines(plan, replicas == null).forEach(console::line);
      }
      return Failures.DONE;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private Workload workload(double wanted, int number) {
    double numbers = numeric != null ? numeric : features / 3;
    if (numbers > features || numbers < 0) {
      throw new UsageException(
          "numbers are not among the features: numeric=" + numbers + " features=" + features);
    }
    RoundSize size = round != null ? RoundSize.fixed(round) : TrainingConfig.defaultRoundSize();
    return new Workload(
        format,
        fields != null ? fields : features,
        numbers,
        features - numbers,
        number,
        bits,
        lanes,
        number == 1 ? size.alone() : size.most(),
        maxDelay != null ? maxDelay : delayMillis(wanted / number, number, size),
        rounds(),
        wanted,
        checkpointInterval);
  }

  /** Returns when time ends a round by default, of so many examples a second of each replica. */
  private static double delayMillis(double rate, int number, RoundSize size) {
    double least = TrainingConfig.defaultRoundMinDelay(number).toMillis();
    return size.isFew(rate * least / 1000, number)
        ? least
        : TrainingConfig.defaultRoundMaxDelay().toMillis();
  }

  private double rounds() {
    if (staleness.equals(UNBOUNDED)) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      return Integer.parseUnsignedInt(staleness);
    } catch (NumberFormatException e) {
      throw new UsageException("not a number of rounds, or unbounded: staleness=" + staleness, e);
    }
  }

  static double networkBytes(String text) {
    Matcher speed = NETWORK.matcher(text);
    if (!speed.matches()) {
      throw new UsageException("not a speed: network=" + text + " allowed=10Gbit, 800Mbit, ...");
    }
    Map<String, Double> units = Map.of("m", 1e6, "g", 1e9);
    double unit = units.getOrDefault(speed.group(2).toLowerCase(Locale.ROOT), 1.0);
    return Double.parseDouble(speed.group(1)) * unit / BITS_OF_BYTE;
  }
}
