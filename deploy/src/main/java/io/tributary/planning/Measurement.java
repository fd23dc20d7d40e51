package io.tributary.planning;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * A measured point of a curve.
 *
 * @param curve what changes along the curve
 * @param x its value here, as written
 * @param workload what was trained, at the rate it went
 * @param values what was measured
 * @param logLoss progressive log-loss; not a number when it was not measured
 */
public record Measurement(
    String curve, String x, Workload workload, Map<Quantity, Double> values, double logLoss) {
  /** Copies the values. */
  public Measurement {
    values = Map.copyOf(values);
  }

  /** Returns what was measured of a quantity. */
  public OptionalDouble value(Quantity quantity) {
    Double value = values.get(quantity);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
