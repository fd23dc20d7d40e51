package io.tributary.planning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Curves that a known cost model made, as the benchmark writes them. */
public final class SyntheticCurves {
  static final Map<Quantity, Map<String, Double>> TRUTH =
      Map.of(
          Quantity.CPU,
          Map.of(
              "decode.json", .03,
              "learn", .02,
              "misses", .004,
              "message", .5,
              "received", .3,
              "send", .008,
              "install", .002,
              "checkpoint", 3e-10),
          Quantity.UPDATE_BYTES,
          Map.of("dense", 1.2, "categories^-1/4", 1.5, "message", 30.0),
          Quantity.CHECKPOINT_BYTES,
          Map.of("master", 1.1, "sent", 1.5, "peak", .7, "base", 50_000.0),
          Quantity.CHECKPOINT_MILLIS,
          Map.of("byte", 2e-6, "writtenByte", 3e-6, "base", 15.0));

  // One that is tried, as no search finds what is between.
  private static final double VOCABULARY = Math.pow(1.15, 24);

  private SyntheticCurves() {}

  private static final Workload DEFAULT =
      new Workload("json", 39, 13, 26, 1, 22, 2, 256, 256, 20, 1, 100_000, 2, 1e6, true);

  /** Returns the file's content; what the model says is multiplied with a factor. */
  public static String json(double factor) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.putObject("machine").put("cpu", "none").put("cores", 2).put("unheardOf", true);
    file.putObject("versions").put("tributary", "0");
    ObjectNode curves = file.putObject("curves");
    int changed = 0;
    for (Case point : cases()) {
      // Only one point, so that no refitting could hide it.
      point.addTo(curves.withArray(point.curve()), changed++ == 0 ? factor : 1);
    }
    return file.toString();
  }

  static List<Workload> workloads() {
    return cases().stream().map(Case::workload).toList();
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int replicas : new int[] {1, 2, 4, 8, 16}) {
      add(cases, "replicas", replicas, w -> with(w, replicas, 22, 39, replicas == 1 ? 256 : 64));
    }
    for (int bits : new int[] {18, 20, 22, 24, 26}) {
      add(cases, "bits", bits, w -> with(w, 1, bits, 39, 256));
    }
    for (int features : new int[] {5, 13, 26, 39}) {
      add(cases, "features", features, w -> with(w, 1, 22, features, 256));
    }
    for (int round : new int[] {16, 64, 256, 1024, 4096}) {
      add(cases, "round", round, w -> with(w, 4, 22, 39, round));
    }
    for (String staleness : new String[] {"1", "unbounded"}) {
      for (int round : new int[] {16, 128}) {
        Workload bounded = with(DEFAULT, 4, 22, 39, round);
        cases.add(new Case("staleness", staleness, stale(bounded, staleness)));
      }
    }
    return cases;
  }

  private static Workload stale(Workload w, String staleness) {
    return new Workload(
        w.format(),
        w.fields(),
        w.numeric(),
        w.categories(),
        w.replicas(),
        w.bits(),
        w.lanes(),
        w.roundExamples(),
        w.lastRoundExamples(),
        w.roundMaxDelayMillis(),
        staleness.equals("1") ? 1 : Double.POSITIVE_INFINITY,
        w.rate(),
        w.checkpointSeconds(),
        w.seen(),
        w.backlog());
  }

  private static void add(List<Case> cases, String curve, int x, UnaryOperator<Workload> change) {
    cases.add(new Case(curve, Integer.toString(x), change.apply(DEFAULT)));
  }

  private static Workload with(Workload w, int replicas, int bits, int features, int round) {
    int numeric = Math.min(13, features);
    double rate = 120_000.0 / Math.sqrt(replicas) * (1 - .2 * (bits - 18) / 8);
    return new Workload(
        w.format(),
        w.fields(),
        numeric,
        features - numeric,
        replicas,
        bits,
        w.lanes(),
        round,
        round,
        w.roundMaxDelayMillis(),
        w.staleness(),
        rate,
        w.checkpointSeconds(),
        w.seen(),
        w.backlog());
  }

  static double truth(Quantity quantity, Workload workload) {
    double millis = sum(Quantity.CHECKPOINT_MILLIS, workload);
    return sum(quantity, CostModel.effective(workload, 1, millis));
  }

  private static double sum(Quantity quantity, Workload workload) {
    Map<String, Double> updates = TRUTH.getOrDefault(Quantity.UPDATE_BYTES, Map.of());
    Map<String, Double> checkpoints =
        new HashMap<>(TRUTH.getOrDefault(Quantity.CHECKPOINT_BYTES, Map.of()));
    checkpoints.put(Terms.VOCABULARY, VOCABULARY);
    return Terms.sum(
        Terms.of(quantity, Set.of("json"), updates, checkpoints),
        TRUTH.getOrDefault(quantity, Map.of()),
        workload);
  }

  private record Case(String curve, String x, Workload workload) {
    void addTo(ArrayNode curve, double factor) {
      ObjectNode point = curve.addObject().put("x", x);
      ObjectNode result = point.putObject("result");
      ObjectNode run = result.putObject("run").put("features", (int) workload.features());
      run.putObject("data").put("fields", 39).put("format", "json");
      run.putObject("settings").put("training.checkpointInterval", "2s");
      result
          .putObject("cost")
          .putObject("window")
          .put("cpuSecondsPerMillion", factor * truth(Quantity.CPU, workload))
          .put("examplesPerSecond", workload.rate());
      ObjectNode figures = result.putObject("figures");
      figures
          .put("examples", (long) workload.seen())
          .put("bits", workload.bits())
          .put("replicas", workload.replicas())
          .put("roundExamples", workload.roundExamples())
          .put("staleness", Double.isInfinite(workload.staleness()) ? "unbounded" : "1")
          .put("logLoss", .25 + .001 * workload.replicas());
      figures.putObject("checkpoints").put("maxBytes", truth(Quantity.CHECKPOINT_BYTES, workload));
      figures.putObject("durations").put("p50Millis", truth(Quantity.CHECKPOINT_MILLIS, workload));
      result.put("updateBytesPerExample", truth(Quantity.UPDATE_BYTES, workload));
    }
  }
}
