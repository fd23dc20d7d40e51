package io.tributary.learner;

import io.tributary.model.DenseNetwork;
import io.tributary.model.DenseShape;
import io.tributary.model.OptimizerSpec;

/**
 * The backward step of a multilayer perceptron: it computes the derivatives with respect to the
 * inputs, and lets all parameters take a step. Learning allocates nothing. Not thread safe.
 *
 * <p>Parameters live in lanes, those of one parameter adjacent, in the order of {@link DenseShape};
 * the network keeps their weights a second time, so that its loops run over adjacent numbers. Who
 * else writes to the lanes refreshes the network afterwards.
 *
 * <p>Lanes stay finite whatever the inputs and the gradients: weights and what goes from layer to
 * layer are bounded by {@link DenseNetwork}, and so are the derivatives that go back. An example
 * with an input or a gradient that is not finite teaches nothing.
 */
public final class DenseLayers {
  private final DenseNetwork network;
  private final DenseStep step;
  private final int layers;

  /** Derivatives with respect to the sum of each neuron, layer by layer. */
  private final float[][] errors;

  private final float[] gradients;
  private final float[] row;

  /** Creates the backward step of a network. */
  public DenseLayers(DenseNetwork network, OptimizerSpec optimizer) {
    this.network = network;
    DenseShape shape = network.shape();
    layers = shape.layers();
    errors = new float[layers][];
    int widest = 0;
    for (int layer = 0; layer < layers; layer++) {
      errors[layer] = new float[shape.outputs(layer)];
      widest = Math.max(widest, shape.inputs(layer) + 1);
    }
    step = DenseStep.of(optimizer, network, widest);
    gradients = new float[widest];
    row = new float[widest];
  }

  /** Returns the number of lanes of a parameter. */
  public int width() {
    return step.width();
  }

  /** Returns the number of lanes of all parameters. */
  public int lanes() {
    return Math.multiplyExact(width(), network.shape().parameters());
  }

  /** Puts the network where lanes say, after somebody else has written to them. */
  public void refresh(float[] lanes) {
    network.refresh(lanes, width(), 0, network.shape().parameters());
  }

  /**
   * Learns from the example that the last forward step was of.
   *
   * @param lanes those of all parameters, on which the network is
   * @param outputGradients derivative of the loss with respect to each output, times the example's
   *     weight
   * @param inputGradients receives the derivative with respect to each input, on the weights before
   *     the step
   */
  public void backward(float[] lanes, double[] outputGradients, double[] inputGradients) {
    int inputs = network.shape().inputs();
    if (!take(outputGradients)) {
      for (int i = 0; i < inputs; i++) {
        inputGradients[i] = 0;
      }
      return;
    }
    for (int layer = layers - 1; layer >= 0; layer--) {
      layer(layer, lanes);
      if (layer > 0) {
        float[] before = errors[layer - 1];
        float[] said = network.inputs(layer);
        for (int i = 0; i < before.length; i++) {
          before[i] = said[i] > 0 ? bounded(gradients[i]) : 0;
        }
      }
    }
    for (int i = 0; i < inputs; i++) {
      inputGradients[i] = gradients[i];
    }
  }

  private boolean take(double[] outputGradients) {
    float[] last = errors[layers - 1];
    // An input that is not finite shows in all that the last layer is given.
    boolean usable = Float.isFinite(network.inputs(layers - 1)[0]);
    for (int i = 0; i < last.length; i++) {
      usable &= Double.isFinite(outputGradients[i]);
      last[i] = bounded((float) outputGradients[i]);
    }
    return usable;
  }

  private void layer(int layer, float[] lanes) {
    DenseShape shape = network.shape();
    int stride = shape.inputs(layer) + 1;
    float[] into = network.inputs(layer);
    float[] weights = network.weights();
    for (int i = 0; i < stride; i++) {
      gradients[i] = 0;
    }
    int at = shape.first(layer);
    for (float error : errors[layer]) {
      if (error != 0) {
        System.arraycopy(weights, at, row, 0, stride);
        add(error, row, gradients, stride);
        step.step(lanes, at, stride, error, into);
      }
      at += stride;
    }
  }

  private static void add(float factor, float[] from, float[] to, int size) {
    for (int i = 0; i < size; i++) {
      to[i] += factor * from[i];
    }
  }

  private static float bounded(float error) {
    return Math.min(DenseNetwork.MAX_ACTIVATION, Math.max(-DenseNetwork.MAX_ACTIVATION, error));
  }
}
