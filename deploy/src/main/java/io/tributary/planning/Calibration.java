package io.tributary.planning;

import io.tributary.planning.CostModel.Range;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the coefficients of a cost model in measured points. */
public final class Calibration {
  private static final double[] BURSTS = powers(1.25, 0, 12);
  private static final double[] VOCABULARIES = powers(1.15, -40, 60);
  private static final double NOTICEABLE = 1e-9;
  private static final int SETTLING = 8;

  private Calibration() {}

  /** Returns the model nearest to what was measured. */
  public static CostModel fit(CurvesFile curves) {
    List<Measurement> points = curves.measurements();
    Set<String> formats =
        points.stream()
            .map(point -> point.workload().format())
            .collect(Collectors.toCollection(TreeSet::new));
    Map<Quantity, Map<String, Double>> coefficients = new EnumMap<>(Quantity.class);
    // First, because what merging costs depends on how much is merged.
    Fit updates =
        best(Terms.BURST, BURSTS, burst -> updateBytes(effective(points, burst), formats));
    List<Measurement> effective = effective(points, updates.coefficient(Terms.BURST, 1));
    for (Quantity quantity : Quantity.values()) {
      Fit fitted =
          switch (quantity) {
            case UPDATE_BYTES -> updates;
            case CHECKPOINT_BYTES ->
                best(
                    Terms.VOCABULARY,
                    VOCABULARIES,
                    size ->
                        fit(
                            quantity,
                            effective,
                            formats,
                            updates.coefficients(),
                            Map.of(Terms.VOCABULARY, size)));
            default ->
                fit(
                    quantity,
                    effective,
                    formats,
                    updates.coefficients(),
                    coefficients.getOrDefault(Quantity.CHECKPOINT_BYTES, Map.of()));
          };
      if (!fitted.coefficients().isEmpty()) {
        coefficients.put(quantity, fitted.coefficients());
      }
    }
    Map<String, String> about = new TreeMap<>(curves.about());
    about.put("points", Integer.toString(points.size()));
    return new CostModel(about, coefficients, roundTripMillis(points), ranges(effective));
  }

  // How many values of a small model share a coordinate depends on how many there are.
  private static Fit updateBytes(List<Measurement> points, Set<String> formats) {
    Fit fit = fit(Quantity.UPDATE_BYTES, points, formats, Map.of(), Map.of());
    for (int i = 0; i < SETTLING; i++) {
      fit = fit(Quantity.UPDATE_BYTES, points, formats, fit.coefficients(), Map.of());
    }
    return fit;
  }

  /** Coefficients, and the sum of the squared relative errors that they leave. */
  private record Fit(Map<String, Double> coefficients, double error) {
    double coefficient(String name, double fallback) {
      return coefficients.getOrDefault(name, fallback);
    }
  }

  /** Tries values of what a formula is not linear in, and keeps the one that fits best. */
  private static Fit best(String name, double[] values, DoubleFunction<Fit> fits) {
    Fit best = new Fit(Map.of(), Double.POSITIVE_INFINITY);
    for (double value : values) {
      Fit fit = fits.apply(value);
      if (!fit.coefficients().isEmpty() && fit.error() < best.error() - NOTICEABLE) {
        Map<String, Double> coefficients = new TreeMap<>(fit.coefficients());
        coefficients.put(name, value);
        best = new Fit(coefficients, fit.error());
      }
    }
    return best;
  }

  private static double[] powers(double base, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToDouble(i -> Math.pow(base, i)).toArray();
  }

  private static List<Measurement> effective(List<Measurement> points, double burst) {
    return points.stream()
        .map(
            point ->
                new Measurement(
                    point.curve(),
                    point.x(),
                    CostModel.effective(
                        point.workload(), burst, point.value(Quantity.CHECKPOINT_MILLIS).orElse(0)),
                    point.values(),
                    point.logLoss()))
        .toList();
  }

  private static Fit fit(
      Quantity quantity,
      Collection<Measurement> points,
      Set<String> formats,
      Map<String, Double> updates,
      Map<String, Double> checkpoints) {
    List<Measurement> measured =
        points.stream().filter(point -> point.value(quantity).isPresent()).toList();
    if (measured.isEmpty()) {
      return new Fit(Map.of(), 0);
    }
    List<Term> terms = Terms.of(quantity, formats, updates, checkpoints);
    double[][] rows =
        measured.stream()
            .map(
                point -> {
                  double value = point.value(quantity).orElseThrow();
                  return terms.stream()
                      .mapToDouble(term -> term.count().applyAsDouble(point.workload()) / value)
                      .toArray();
                })
            .toArray(double[][]::new);
    double[] solution = LeastSquares.fitOnes(rows, terms.size());
    Map<String, Double> coefficients = new TreeMap<>();
    for (int i = 0; i < solution.length; i++) {
      coefficients.put(terms.get(i).name(), solution[i]);
    }
    return new Fit(coefficients, LeastSquares.squaredErrors(rows, solution));
  }

  /**
   * Returns the longest round trip that no measured point contradicts. A replica is at most its
   * staleness and one more round ahead of the merge, so a loop that turned slower would have let
   * fewer examples through than were learned.
   */
  private static double roundTripMillis(List<Measurement> points) {
    return points.stream()
        .map(Measurement::workload)
        .filter(workload -> workload.replicas() > 1 && Double.isFinite(workload.staleness()))
        .mapToDouble(workload -> (workload.staleness() + 1) * workload.roundMillis())
        .min()
        .orElse(Double.NaN);
  }

  private static Map<String, Range> ranges(List<Measurement> points) {
    Map<String, Range> ranges = new TreeMap<>();
    for (Measurement point : points) {
      CostModel.dimensions(point.workload())
          .forEach(
              (name, value) ->
                  ranges.merge(
                      name, new Range(value, value), (range, ignored) -> range.and(value)));
    }
    return ranges;
  }
}
