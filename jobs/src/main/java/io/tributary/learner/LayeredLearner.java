package io.tributary.learner;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Learns a model that is made of a sparse layer and a head: factorization machines, networks on
 * top, several classes. Predicting and learning allocate nothing.
 *
 * <p>No example makes a lane infinite or NaN.
 */
public final class LayeredLearner implements ModelLearner {
  private final ModelSpec model;
  private final TableSpec table;
  private final SparseLayer sparse;
  private final Head head;
  private final Objective objective;
  private final float[] lanes;
  private final double[] sums;
  private final double[] slopes;
  private final double[] margins;
  private final double[] gradients;
  private double bend;
  private double squaredSlope;

  /**
   * Creates a learner that has learned nothing.
   *
   * @throws IllegalArgumentException when the table is too large for one array, or the objective
   *     has another number of outputs
   */
  public LayeredLearner(ModelSpec model, Objective objective) {
    this.model = model;
    table = model.sparse();
    sparse = Layers.sparse(model);
    head = Layers.head(model);
    this.objective = objective;
    long size = (long) table.width() << table.layout().bits();
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "table is too large for one process: bits="
              + table.layout().bits()
              + " lanes="
              + table.width()
              + "; fewer model.bits, or training.parallelism: model");
    }
    if (objective.outputs() != head.outputs()) {
      throw new IllegalArgumentException(
          "objective has another number of outputs: outputs="
              + objective.outputs()
              + " expected="
              + head.outputs());
    }
    lanes = new float[(int) size];
    sums = new double[head.sums()];
    slopes = new double[head.sums()];
    margins = new double[head.outputs()];
    gradients = new double[head.outputs()];
  }

  @Override
  public float[] lanes() {
    return lanes;
  }

  @Override
  public int lanesPerCoordinate() {
    return table.width();
  }

  @Override
  public List<float[]> tables() {
    return model.tables().size() == 1 ? List.of(lanes) : List.of(lanes, head.lanes());
  }

  @Override
  public void refresh() {
    head.refresh();
  }

  @Override
  public List<TableSpec> tables(BlockLayout layout) {
    return model.tables();
  }

  /**
   * Predicts an example.
   *
   * @return the margins, which the next call overwrites; finite when the example's values are
   */
  public double[] predict(FeatureVector features) {
    Arrays.fill(sums, 0);
    sparse.forward(lanes, features.indices(), features, sums);
    head.margins(sums, margins);
    return margins;
  }

  /**
   * Learns the example that was predicted last.
   *
   * @return false when it teaches nothing: a value, the label or the weight is not finite, or it
   *     was predicted to the last digit
   */
  public boolean learn(Example example) {
    bend = 0;
    squaredSlope = 0;
    // A number that is not finite as a class, or compared with a threshold, would be one of them.
    if (!areFinite(margins) || !Float.isFinite(example.label())) {
      return false;
    }
    objective.gradient(margins, example.label(), gradients);
    for (int output = 0; output < gradients.length; output++) {
      gradients[output] *= example.weight();
      squaredSlope += gradients[output] * gradients[output];
    }
    if (squaredSlope == 0 || !Double.isFinite(squaredSlope)) {
      squaredSlope = 0;
      return false;
    }
    bend = objective.curvature(margins, example.label()) * example.weight();
    head.slopes(sums, gradients, slopes);
    if (!areFinite(slopes)) {
      return false;
    }
    sparse.step(lanes, example.features().indices(), example.features(), slopes);
    return true;
  }

  private static boolean areFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the curvature of the last example's loss, times its weight; 0 if it taught nothing. */
  public double bend() {
    return bend;
  }

  /** Returns the square of the last example's gradients; 0 when it taught nothing. */
  public double squaredSlope() {
    return squaredSlope;
  }
}
