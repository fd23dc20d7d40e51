package io.tributary.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.config.TrainingConfig;
import io.tributary.synthetic.ClickDesign;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code bench --curves} wrote, read with patience: what is absent was not measured, and what
 * is not known does not matter.
 *
 * @param about machine and versions
 * @param measurements all points
 */
public record CurvesFile(Map<String, String> about, List<Measurement> measurements) {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|min|h)");
  private static final String ROUND_DELAY = "training.round.maxDelay";
  private static final String CHECKPOINTS = "training.checkpointInterval";

  // What a pipeline file had by default, when a run neither set it nor says what it was.
  private static final double DEFAULT_DELAY_MILLIS = 20;
  private static final double DEFAULT_CHECKPOINT_MILLIS = 10_000;
  private static final int FTRL_LANES = 2;
  private static final String RECOVERY = "recovery";

  /** Copies both. */
  public CurvesFile {
    about = new TreeMap<>(about);
    measurements = List.copyOf(measurements);
  }

  /** Reads a file. */
  public static CurvesFile read(Path file) {
    try {
      return of(new ObjectMapper().readTree(file.toFile()), file.toString());
    } catch (IOException | IllegalArgumentException e) {
      throw new PlanningException("curves can't be read: file=" + file + " cause=" + e, e);
    }
  }

  /**
   * Reads several runs of the same points. Of each point the run with the least CPU counts, and the
   * shortest recovery of all: what else a machine was busy with only ever adds. Of the durations of
   * checkpoints, which are medians of a few in each run and off either way, the middle one counts.
   */
  public static CurvesFile read(List<Path> files) {
    if (files.size() == 1) {
      return read(files.get(0));
    }
    Map<String, String> about = new TreeMap<>();
    Map<String, List<Measurement>> runs = new LinkedHashMap<>();
    for (Path file : files) {
      CurvesFile run = read(file);
      about.putAll(run.about());
      for (Measurement point : run.measurements()) {
        runs.computeIfAbsent(point.curve() + " " + point.x(), key -> new ArrayList<>()).add(point);
      }
    }
    about.put("runs", Integer.toString(files.size()));
    return new CurvesFile(about, runs.values().stream().map(CurvesFile::together).toList());
  }

  private static Measurement together(List<Measurement> runs) {
    Measurement cheapest =
        Collections.min(runs, Comparator.comparingDouble(run -> run.value(Quantity.CPU).orElse(0)));
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.putAll(cheapest.values());
    double[] recoveries = sorted(runs, Quantity.RECOVERY_SECONDS);
    if (recoveries.length > 0) {
      values.put(Quantity.RECOVERY_SECONDS, recoveries[0]);
    }
    double[] checkpoints = sorted(runs, Quantity.CHECKPOINT_MILLIS);
    if (checkpoints.length > 0) {
      int middle = checkpoints.length / 2;
      int before = (checkpoints.length - 1) / 2;
      values.put(Quantity.CHECKPOINT_MILLIS, (checkpoints[before] + checkpoints[middle]) / 2);
    }
    return new Measurement(
        cheapest.curve(), cheapest.x(), cheapest.workload(), values, cheapest.logLoss());
  }

  private static double[] sorted(List<Measurement> runs, Quantity quantity) {
    return runs.stream().flatMapToDouble(run -> run.value(quantity).stream()).sorted().toArray();
  }

  static CurvesFile of(JsonNode json, String name) {
    List<Measurement> measurements = new ArrayList<>();
    json.path("curves")
        .properties()
        .forEach(
            curve ->
                curve
                    .getValue()
                    .forEach(point -> measurements.add(measurement(curve.getKey(), point))));
    if (measurements.isEmpty()) {
      throw new PlanningException("no points in these curves: file=" + name);
    }
    return new CurvesFile(about(json), measurements);
  }

  private static Map<String, String> about(JsonNode json) {
    Map<String, String> about = new TreeMap<>();
    for (String name : List.of("cpu", "cores", "os", "jvm", "memoryBytes")) {
      String value = json.path("machine").path(name).asText();
      if (!value.isEmpty()) {
        about.put(name, value);
      }
    }
    json.path("versions")
        .properties()
        .forEach(version -> about.put(version.getKey(), version.getValue().asText()));
    about.put("rows", json.path("options").path("rows").asText());
    return about;
  }

  private static Measurement measurement(String curve, JsonNode point) {
    JsonNode result = point.path("result");
    JsonNode figures = result.path("figures");
    JsonNode checkpoints = figures.path("checkpoints");
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    if (result.path("run").path("kind").asText().equals(RECOVERY)) {
      // What it learned before and after is no window of anything.
      put(values, Quantity.RECOVERY_SECONDS, figures.path("seconds"));
      return new Measurement(curve, point.path("x").asText(), workload(result), values, Double.NaN);
    }
    JsonNode window = result.path("cost").path("window");
    // Without the compiler's, if it is known: a job that runs for days does not pay it.
    put(
        values,
        Quantity.CPU,
        window.path(
            window.has("steadyCpuSecondsPerMillion")
                ? "steadyCpuSecondsPerMillion"
                : "cpuSecondsPerMillion"));
    put(values, Quantity.UPDATE_BYTES, result.path("updateBytesPerExample"));
    put(values, Quantity.CHECKPOINT_BYTES, checkpoints.path("maxBytes"));
    // The first ones of a process take long, whatever they write; earlier benches counted them,
    // too.
    put(values, Quantity.CHECKPOINT_MILLIS, checkpoints.path("medianMillis"));
    put(values, Quantity.CHECKPOINT_MILLIS, figures.path("durations").path("p50Millis"));
    return new Measurement(
        curve,
        point.path("x").asText(),
        workload(result),
        values,
        figures.path("logLoss").asDouble(Double.NaN));
  }

  private static void put(Map<Quantity, Double> values, Quantity quantity, JsonNode value) {
    // Nothing costs nothing: a zero was not measured, and has no relative error.
    if (value.isNumber() && value.asDouble() > 0) {
      values.put(quantity, value.asDouble());
    }
  }

  private static Workload workload(JsonNode result) {
    JsonNode figures = result.path("figures");
    JsonNode data = result.path("run").path("data");
    JsonNode settings = result.path("run").path("settings");
    int fields = data.path("fields").asInt();
    int features = result.path("run").path("features").asInt(fields);
    int numeric = figures.path("numeric").asInt(numeric(fields, features));
    int replicas = figures.path("replicas").asInt();
    String staleness = figures.path("staleness").asText("1");
    double roundExamples =
        figures
            .path("roundExamples")
            .asDouble(TrainingConfig.defaultRoundSize().full(Long.MAX_VALUE, replicas));
    return new Workload(
        data.path("format").asText("json"),
        fields,
        numeric,
        features - numeric,
        replicas,
        figures.path("bits").asInt(),
        figures.path("lanes").asInt(FTRL_LANES),
        roundExamples,
        figures.path("lastRoundExamples").asDouble(roundExamples),
        figures
            .path("roundMaxDelayMillis")
            .asDouble(millis(settings.path(ROUND_DELAY).asText(), DEFAULT_DELAY_MILLIS)),
        staleness.equals("unbounded") ? Double.POSITIVE_INFINITY : Double.parseDouble(staleness),
        result.path("cost").path("window").path("examplesPerSecond").asDouble(),
        millis(settings.path(CHECKPOINTS).asText(), DEFAULT_CHECKPOINT_MILLIS) / 1000,
        figures.path("examples").asDouble(Double.POSITIVE_INFINITY),
        true);
  }

  /** Returns how many of the first features of the click stream are numbers. */
  private static int numeric(int fields, int features) {
    if (fields != ClickDesign.FIELDS_12.fields() && fields != ClickDesign.FIELDS_39.fields()) {
      // A stream of another width has numbers and categories in the same proportion.
      ClickDesign wide = ClickDesign.FIELDS_39;
      return Math.round((float) features * numeric(wide.fields(), wide.fields()) / wide.fields());
    }
    List<String> names = ClickDesign.of(fields).columnNames();
    return (int)
        names
            .subList(names.size() - fields, names.size() - fields + Math.min(features, fields))
            .stream()
            .filter(name -> name.startsWith("n"))
            .count();
  }

  private static double millis(String text, double fallback) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher duration = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!duration.matches()) {
      return fallback;
    }
    double unit =
        switch (duration.group(2)) {
          case "ms" -> 1;
          case "s" -> 1e3;
          case "min" -> 6e4;
          default -> 3.6e6;
        };
    return Double.parseDouble(duration.group(1)) * unit;
  }
}
