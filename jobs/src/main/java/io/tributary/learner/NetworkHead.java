package io.tributary.learner;

import io.tributary.model.DenseOptimizerSpec;
import io.tributary.model.HybridShape;
import io.tributary.model.HybridShape.FieldPair;
import io.tributary.scoring.HybridMargins;

/**
 * The head of a hybrid model: a network, and with it or without the products of a factorization
 * machine. Its {@link #slopes} are also the step of its network: it learns then. Not thread safe.
 *
 * <p>Margins are those of {@link HybridMargins}, the very code that serves.
 */
final class NetworkHead implements Head {
  private final HybridShape shape;
  private final HybridMargins hybrid;
  private final DenseLayers layers;
  private final float[] lanes;
  private final double[] inputGradients;

  /** Creates a head whose network is where it starts. */
  NetworkHead(HybridShape shape, DenseOptimizerSpec optimizer) {
    this.shape = shape;
    hybrid = new HybridMargins(shape);
    layers = new DenseLayers(hybrid.network(), optimizer);
    lanes = new float[layers.lanes()];
    inputGradients = new double[shape.network().inputs()];
  }

  /** Returns the number of lanes of a parameter of the network. */
  int width() {
    return layers.width();
  }

  /**
   * Returns the lanes of the network's parameters themselves. Whoever writes to them, finite values
   * only, calls {@link #refresh} before the next margin.
   */
  float[] lanes() {
    return lanes;
  }

  /**
   * Puts parameters where the lanes say.
   *
   * @param from the first parameter
   * @param to the first parameter beyond
   */
  void refresh(int from, int to) {
    hybrid.network().refresh(lanes, width(), from, to);
  }

  @Override
  public int sums() {
    return shape.sums();
  }

  @Override
  public int outputs() {
    return shape.outputs();
  }

  @Override
  public void margins(double[] sums, double[] margins) {
    hybrid.margins(sums, margins);
  }

  /**
   * Computes the slopes on the network's weights as they are, and then lets the network learn.
   *
   * <p>Numbers that go into the network directly have slopes 0: no row stands behind them.
   */
  @Override
  public void slopes(double[] sums, double[] gradients, double[] slopes) {
    int outputs = shape.outputs();
    int embedded = shape.fields() * shape.rank();
    layers.backward(lanes, gradients, inputGradients);
    System.arraycopy(gradients, 0, slopes, 0, outputs);
    System.arraycopy(inputGradients, 0, slopes, outputs, embedded);
    for (int i = outputs + embedded; i < shape.sums(); i++) {
      slopes[i] = 0;
    }
    if (shape.factorized()) {
      addProducts(sums, gradients[0], slopes);
    }
  }

  private void addProducts(double[] sums, double gradient, double[] slopes) {
    int rank = shape.rank();
    double[] totals = hybrid.totals();
    for (int field = 0; field < shape.fields(); field++) {
      for (int r = 0; r < rank; r++) {
        slopes[1 + field * rank + r] += gradient * totals[r];
      }
    }
    for (FieldPair pair : shape.excluded()) {
      int first = 1 + pair.first() * rank;
      int second = 1 + pair.second() * rank;
      for (int r = 0; r < rank; r++) {
        slopes[first + r] -= gradient * sums[second + r];
        slopes[second + r] -= gradient * sums[first + r];
      }
    }
  }
}
