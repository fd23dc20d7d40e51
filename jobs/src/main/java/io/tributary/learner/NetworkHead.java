package io.tributary.learner;

import io.tributary.model.Form.Network;
import io.tributary.model.HybridMargins;

/**
 * The head of a factorization machine with a network on top (Guo et al., DeepFM, IJCAI 2017). Its
 * {@link #slopes} are also the step of its network: it learns then. Not thread safe.
 *
 * <p>Margins are those of {@link HybridMargins}, the very code that serves.
 */
final class NetworkHead implements Head {
  private final HybridMargins hybrid;
  private final DenseLayers layers;
  private final float[] lanes;
  private final double[] inputGradients;

  /**
   * Creates a head whose network is where it starts.
   *
   * @param rows for how many parameters there is room in the lanes, at least those of the network
   */
  NetworkHead(Network form, int rows) {
    hybrid = new HybridMargins(form);
    layers = new DenseLayers(hybrid.network(), form.optimizer());
    lanes = new float[Math.multiplyExact(rows, layers.width())];
    inputGradients = new double[form.shape().inputs()];
  }

  @Override
  public float[] lanes() {
    return lanes;
  }

  @Override
  public void refresh() {
    layers.refresh(lanes);
  }

  @Override
  public int sums() {
    return hybrid.factors().sums();
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void margins(double[] sums, double[] margins) {
    margins[0] = hybrid.margin(sums);
  }

  /**
   * Computes the slopes on the network's weights as they are, and then lets the network learn.
   *
   * <p>Numbers that go into the network directly have slopes too, but no row learns from them.
   */
  @Override
  public void slopes(double[] sums, double[] gradients, double[] slopes) {
    layers.backward(lanes, gradients, inputGradients);
    slopes[0] = 0;
    System.arraycopy(inputGradients, 0, slopes, 1, inputGradients.length);
    hybrid.factors().addSlopes(sums, 0, gradients[0], slopes);
  }
}
