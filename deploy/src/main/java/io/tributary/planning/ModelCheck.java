package io.tributary.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A model's predictions against what was measured.
 *
 * @param rows one for each measured figure
 */
public record ModelCheck(List<Row> rows) {
  /** How far a prediction may be off, as a part of what was measured. */
  public static final double ALLOWED = .25;

  /**
   * A measured figure.
   *
   * @param curve what changes along its curve
   * @param x the value of that
   * @param quantity what was measured
   * @param measured how much
   * @param predicted how much the model says
   */
  public record Row(String curve, String x, Quantity quantity, double measured, double predicted) {
    /** Returns how far the prediction is off, as a part of what was measured. */
    public double error() {
      return predicted / measured - 1;
    }

    /** Returns true when it is near enough. */
    public boolean allowed() {
      return Math.abs(error()) <= ALLOWED;
    }
  }

  /** Copies the rows. */
  public ModelCheck {
    rows = List.copyOf(rows);
  }

  /** Compares a model with curves; what the model does not know of is not near. */
  public static ModelCheck of(CostModel model, CurvesFile curves) {
    List<Row> rows = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      for (Measurement point : curves.measurements()) {
        OptionalDouble measured = point.value(quantity);
        if (measured.isPresent()) {
          rows.add(
              new Row(
                  point.curve(),
                  point.x(),
                  quantity,
                  measured.getAsDouble(),
                  model.predict(quantity, point.workload()).orElse(Double.NaN)));
        }
      }
    }
    return new ModelCheck(rows);
  }

  /** Returns true when every prediction is near enough. */
  public boolean passed() {
    return rows.stream().allMatch(Row::allowed);
  }
}
