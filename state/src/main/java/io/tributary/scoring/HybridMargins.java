package io.tributary.scoring;

import io.tributary.model.HybridShape;
import io.tributary.model.HybridShape.FieldPair;

/**
 * Margins of the sums of a hybrid model, for serving and for training alike. Not thread safe. See
 * {@link HybridShape} for the sums.
 */
public final class HybridMargins {
  private final HybridShape shape;
  private final FieldPair[] excluded;
  private final DenseNetwork network;
  private final float[] inputs;
  private final double[] totals;

  /** Creates margins of a network that is where it starts. */
  public HybridMargins(HybridShape shape) {
    this.shape = shape;
    excluded = shape.excluded().toArray(new FieldPair[0]);
    network = new DenseNetwork(shape.network());
    inputs = new float[network.shape().inputs()];
    totals = new double[shape.rank()];
  }

  /** Returns the network, whose weights whoever has them sets. */
  public DenseNetwork network() {
    return network;
  }

  /** Returns the sums of all fields' embeddings in the last call of {@link #margins}. */
  public double[] totals() {
    return totals;
  }

  /**
   * Computes the margins.
   *
   * @param sums as {@link HybridShape} says
   * @param margins receives as many numbers as the model has outputs: finite when the sums are
   *     within what a float can hold and their squares within a double, otherwise infinite or NaN
   */
  public void margins(double[] sums, double[] margins) {
    int outputs = shape.outputs();
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) sums[outputs + i];
    }
    network.forward(inputs, margins);
    for (int output = 0; output < outputs; output++) {
      margins[output] += sums[output];
    }
    if (shape.factorized()) {
      margins[0] += products(sums);
    }
  }

  private double products(double[] sums) {
    int rank = shape.rank();
    double twice = 0;
    for (int r = 0; r < rank; r++) {
      double total = 0;
      for (int field = 0; field < shape.fields(); field++) {
        total += sums[1 + field * rank + r];
      }
      totals[r] = total;
      twice += total * total;
    }
    double product = twice / 2;
    for (FieldPair pair : excluded) {
      int first = 1 + pair.first() * rank;
      int second = 1 + pair.second() * rank;
      for (int r = 0; r < rank; r++) {
        product -= sums[first + r] * sums[second + r];
      }
    }
    return product;
  }
}
