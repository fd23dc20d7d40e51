package io.tributary.model;

import io.tributary.model.Form.Network;

/**
 * Margins of a factorization machine with a network on top, for serving and for training alike. The
 * margin is that of the machine plus the network's output; see {@link FactorSums} for the sums. Not
 * thread safe.
 */
public final class HybridMargins {
  private final FactorSums factors;
  private final DenseNetwork network;
  private final float[] inputs;
  private final double[] said = new double[1];

  /** Creates margins of a network that is where it starts. */
  public HybridMargins(Network form) {
    factors = new FactorSums(form);
    network = new DenseNetwork(form.shape());
    inputs = new float[network.shape().inputs()];
  }

  /** Returns the network, whose weights whoever has them sets. */
  public DenseNetwork network() {
    return network;
  }

  /** Returns what the network added to the last margin. */
  public double ofNetwork() {
    return said[0];
  }

  /** Returns the arithmetic of the machine. */
  public FactorSums factors() {
    return factors;
  }

  /**
   * Returns the margin: finite when the sums are within what a float can hold and their squares
   * within a double, otherwise infinite or NaN.
   */
  public double margin(double[] sums) {
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) sums[1 + i];
    }
    network.forward(inputs, said);
    return said[0] + factors.margin(sums, 0);
  }
}
