package io.tributary.learner;

import io.tributary.example.FeatureVector;
import io.tributary.model.FactorSums;
import io.tributary.model.Form.Factors;
import io.tributary.model.LaneGroup;
import io.tributary.model.OptimizerSpec;
import java.util.List;

/**
 * The rows of a factorization machine (Rendle, Factorization Machines, ICDM 2010): for each output
 * a linear weight, which learns as in a linear model, and a factor vector with one squared-gradient
 * mass for all of it (row-wise AdaGrad). The vector's mass adds up the mean of the squared
 * gradients of its factors.
 *
 * <p>The slope of a row's factor follows from those of the sums: with s the slope of the scalar sum
 * and d that of the factor's sum, it is {@code x * (d - s * v * x)}.
 */
final class FactorLayer implements SparseLayer {
  /** Factors are multiplied with each other, so their bound is far below that of weights. */
  private static final float MOST_FACTOR = 1e6f;

  private final Factors form;
  private final FactorSums arithmetic;
  private final Optimizer linear;
  private final int width;
  private final int perRow;
  private final int rank;
  private final int vector;
  private final int mass;
  private final float[] start;
  private final float alpha;
  private final float epsilon;
  private final float l2;

  /** The slopes in single precision, converted once and not for each row. */
  private final float[] narrow;

  /**
   * Creates the layer.
   *
   * @param arithmetic that of the form, perhaps under a network
   */
  FactorLayer(Factors form, FactorSums arithmetic, OptimizerSpec linear) {
    this.form = form;
    this.arithmetic = arithmetic;
    this.linear = Optimizer.of(linear);
    List<LaneGroup> groups = form.groups(linear);
    width = groups.get(groups.size() - 1).end();
    perRow = width / form.outputs();
    rank = form.rank();
    vector = groups.get(1).first();
    mass = groups.get(1).mass();
    start = arithmetic.starts().numbers();
    alpha = (float) form.optimizer().alpha();
    epsilon = (float) form.optimizer().epsilon();
    l2 = (float) form.l2();
    narrow = new float[form.outputs() * arithmetic.perOutput()];
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int sums() {
    return arithmetic.sums();
  }

  @Override
  public void forward(float[] lanes, int[] rows, FeatureVector features, double[] sums) {
    int[] coordinates = features.indices();
    float[] values = features.values();
    int size = features.size();
    arithmetic.begin();
    for (int i = 0; i < size; i++) {
      int vectorAt = arithmetic.vectorAt(features.fields(), i);
      arithmetic.addNumber(features.fields(), i, values[i], sums);
      for (int output = 0; output < form.outputs(); output++) {
        int row = rows[i] * width + output * perRow;
        float weight = linear.weight(lanes, row);
        arithmetic.add(
            weight, lanes, row + vector, coordinates[i], values[i], sums, output, vectorAt);
      }
    }
    arithmetic.end(sums);
  }

  @Override
  public void step(float[] lanes, int[] rows, FeatureVector features, double[] slopes) {
    int[] coordinates = features.indices();
    float[] values = features.values();
    int size = features.size();
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) slopes[i];
    }
    for (int i = 0; i < size; i++) {
      int from = arithmetic.starts().at(coordinates[i]);
      int vectorAt = arithmetic.vectorAt(features.fields(), i);
      for (int output = 0; output < form.outputs(); output++) {
        int row = rows[i] * width + output * perRow;
        int base = output * arithmetic.perOutput();
        linear.stepOne(lanes, row, slopes[base] * values[i]);
        if (coordinates[i] != form.plain()) {
          stepVector(lanes, row, from, values[i], base, base + vectorAt);
        }
      }
    }
  }

  private void stepVector(float[] lanes, int row, int from, float x, int scalarAt, int vectorAt) {
    float ofScalar = narrow[scalarAt] * x;
    int at = row + vector;
    float squares = 0;
    for (int f = 0; f < rank; f++) {
      float factor = lanes[at + f] + start[from + f];
      float gradient = gradient(narrow[vectorAt + f], ofScalar, factor, x);
      squares += gradient * gradient;
    }
    if (squares == 0) {
      return; // It says nothing about the row, which may be one that nobody has learned yet.
    }
    // Also when it is NaN, the difference of two infinities.
    squares = squares <= Float.MAX_VALUE ? squares : Float.MAX_VALUE;
    float before = lanes[row + mass];
    float grown = Math.abs(before) + squares / rank;
    grown = grown > Float.MAX_VALUE ? Float.MAX_VALUE : grown;
    lanes[row + mass] = Optimizer.marked(grown, before);
    float rate = alpha / (epsilon + (float) Math.sqrt(grown));
    for (int f = 0; f < rank; f++) {
      float factor = lanes[at + f] + start[from + f];
      float gradient = gradient(narrow[vectorAt + f], ofScalar, factor, x);
      lanes[at + f] = bounded(lanes[at + f] - rate * (gradient + l2 * factor));
    }
  }

  private static float gradient(float ofVector, float ofScalar, float factor, float x) {
    return x * (ofVector - ofScalar * factor);
  }

  /** Returns a factor within its bound. */
  private static float bounded(float factor) {
    if (factor > MOST_FACTOR) {
      return MOST_FACTOR;
    }
    // Also NaN, the difference of two infinities.
    return factor >= -MOST_FACTOR ? factor : -MOST_FACTOR;
  }
}
