package io.tributary.model;

/**
 * The forward step of a multilayer perceptron, for serving and for training alike. Sums are made in
 * single precision in one fixed order, so the same weights and inputs give the same bits
 * everywhere. Not thread safe.
 *
 * <p>Outputs are finite when inputs are. Inputs and what hidden neurons say stop at {@link
 * #MAX_ACTIVATION} and weights at {@link #MAX_WEIGHT}, so that no sum overflows. An input that is
 * infinite or NaN makes every output NaN.
 */
public final class DenseNetwork {
  /** Bound of every weight and bias. */
  public static final float MAX_WEIGHT = 1e9f;

  /** Bound of what goes from layer to layer. */
  public static final float MAX_ACTIVATION = 1e12f;

  private static final int SUMS = 8;

  private final DenseShape shape;
  private final int layers;
  private final float[] starts;
  private final float[] weights;

  /** What goes into each layer; its last number is 1, for the bias. */
  private final float[][] inputs;

  private final float[] row;
  private final float[] products;

  /** Creates a network all of whose parameters are where they start. */
  public DenseNetwork(DenseShape shape) {
    this.shape = shape;
    layers = shape.layers();
    starts = shape.starts();
    weights = starts.clone();
    inputs = new float[layers][];
    int widest = 0;
    for (int layer = 0; layer < layers; layer++) {
      int stride = shape.inputs(layer) + 1;
      // Rounded up, so that the loops over a row have no rest; what is beyond the row counts as 0.
      inputs[layer] = new float[roundedUp(stride)];
      inputs[layer][stride - 1] = 1;
      widest = Math.max(widest, roundedUp(stride));
    }
    row = new float[widest];
    products = new float[widest];
  }

  private static int roundedUp(int stride) {
    return (stride + SUMS - 1) / SUMS * SUMS;
  }

  /** Returns the layers. */
  public DenseShape shape() {
    return shape;
  }

  /** Returns where each parameter starts; not to be changed. */
  public float[] starts() {
    return starts;
  }

  /**
   * Returns the weights and biases themselves: whoever learns writes them, each as {@link #weight}
   * says.
   */
  public float[] weights() {
    return weights;
  }

  /** Returns the weight of a parameter that is so far from its start. */
  public static float weight(float start, float difference) {
    return Math.min(MAX_WEIGHT, Math.max(-MAX_WEIGHT, start + difference));
  }

  /** Puts a parameter so far from its start. */
  public void set(int parameter, float difference) {
    weights[parameter] = weight(starts[parameter], difference);
  }

  /**
   * Puts parameters where lanes say.
   *
   * @param lanes those of one parameter adjacent, the difference from its start the first of them
   * @param width lanes of a parameter
   * @param from the first parameter
   * @param to the first parameter beyond
   */
  public void refresh(float[] lanes, int width, int from, int to) {
    for (int parameter = from; parameter < to; parameter++) {
      set(parameter, lanes[parameter * width]);
    }
  }

  /**
   * Returns what went into a layer in the last forward step, after bounding and ReLU. The layer's
   * inputs are followed by a 1 for the bias, and by zeros that count for nothing.
   */
  public float[] inputs(int layer) {
    return inputs[layer];
  }

  /**
   * Computes the outputs.
   *
   * @param numbers as many as the network has inputs, or more; the others are passed over
   * @param outputs receives as many numbers as the network has outputs
   */
  public void forward(float[] numbers, double[] outputs) {
    float[] first = inputs[0];
    for (int i = 0; i < shape.inputs(); i++) {
      float number = numbers[i];
      first[i] =
          Float.isFinite(number)
              ? Math.min(MAX_ACTIVATION, Math.max(-MAX_ACTIVATION, number))
              : Float.NaN;
    }
    int at = 0;
    for (int layer = 0; layer < layers; layer++) {
      float[] into = inputs[layer];
      int stride = shape.inputs(layer) + 1;
      int neurons = shape.outputs(layer);
      for (int neuron = 0; neuron < neurons; neuron++) {
        float sum = sum(at, stride, into);
        at += stride;
        if (layer == layers - 1) {
          outputs[neuron] = sum;
        } else {
          // Both functions keep a NaN.
          inputs[layer + 1][neuron] = Math.min(MAX_ACTIVATION, Math.max(0f, sum));
        }
      }
    }
  }

  // Compilers make vector instructions of loops over whole arrays, and not of sums in order: so a
  // row is copied and multiplied, and then added up in sums that do not wait for one another.
  private float sum(int at, int stride, float[] into) {
    System.arraycopy(weights, at, row, 0, stride);
    multiply(row, into, products, into.length);
    return added(products, into.length);
  }

  private static void multiply(float[] left, float[] right, float[] products, int size) {
    for (int i = 0; i < size; i++) {
      products[i] = left[i] * right[i];
    }
  }

  private static float added(float[] numbers, int size) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    float sum4 = 0;
    float sum5 = 0;
    float sum6 = 0;
    float sum7 = 0;
    for (int i = 0; i < size; i += SUMS) {
      sum0 += numbers[i];
      sum1 += numbers[i + 1];
      sum2 += numbers[i + 2];
      sum3 += numbers[i + 3];
      sum4 += numbers[i + 4];
      sum5 += numbers[i + 5];
      sum6 += numbers[i + 6];
      sum7 += numbers[i + 7];
    }
    return (sum0 + sum4) + (sum1 + sum5) + ((sum2 + sum6) + (sum3 + sum7));
  }
}
