package io.tributary.model;

import java.io.Serializable;
import java.util.List;

/**
 * The layers of a multilayer perceptron: each neuron of a layer adds up its weights times what the
 * layer before says, and its bias; all layers but the last make 0 of what is negative (ReLU).
 *
 * <p>Parameters are numbered layer by layer, and within a layer neuron by neuron: first the weights
 * of a neuron in the order of the layer before, then its bias. What is stored of a parameter is its
 * difference from {@link #starts}, so one that was never learned is 0.
 *
 * @param inputs how many numbers go in, 1 to {@link #MAX_WIDTH}
 * @param hidden widths of the layers between, each 1 to {@link #MAX_WIDTH}; may be empty
 * @param outputs how many numbers come out, 1 to {@link #MAX_WIDTH}
 */
public record DenseShape(int inputs, List<Integer> hidden, int outputs) implements Serializable {
  /** The widest layer. */
  public static final int MAX_WIDTH = 1 << 14;

  /** The most parameters. */
  public static final int MAX_PARAMETERS = 1 << 26;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double ROOT_OF_3 = 1.7320508075688772;

  public DenseShape {
    hidden = List.copyOf(hidden);
    long parameters = 0;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      int before = layer == 0 ? inputs : hidden.get(layer - 1);
      int width = layer == hidden.size() ? outputs : hidden.get(layer);
      requireWidth("before", before);
      requireWidth("width", width);
      parameters += (before + 1L) * width;
    }
    if (parameters > MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          "network has too many parameters: parameters="
              + parameters
              + " allowed=1.."
              + MAX_PARAMETERS);
    }
  }

  private static void requireWidth(String name, int width) {
    if (width < 1 || width > MAX_WIDTH) {
      throw new IllegalArgumentException(
          "width of a layer is out of range: " + name + "=" + width + " allowed=1.." + MAX_WIDTH);
    }
  }

  /** Returns the number of layers of neurons: one more than there are hidden ones. */
  public int layers() {
    return hidden.size() + 1;
  }

  /** Returns how many numbers go into a layer. */
  public int inputs(int layer) {
    return layer == 0 ? inputs : hidden.get(layer - 1);
  }

  /** Returns how many neurons a layer has. */
  public int outputs(int layer) {
    return layer == hidden.size() ? outputs : hidden.get(layer);
  }

  /** Returns the number of the first parameter of a layer; of one past the last, their number. */
  public int first(int layer) {
    int first = 0;
    for (int before = 0; before < layer; before++) {
      first += (inputs(before) + 1) * outputs(before);
    }
    return first;
  }

  /** Returns the number of parameters. */
  public int parameters() {
    return first(layers());
  }

  /**
   * Returns where all parameters start, the same on every machine: biases at 0, weights at what is
   * nearly normal, drawn from the parameter's number. Variances are 2/inputs before a ReLU (He et
   * al., Delving Deep into Rectifiers, ICCV 2015) and 1/inputs in the last layer.
   */
  public float[] starts() {
    float[] starts = new float[parameters()];
    int at = 0;
    for (int layer = 0; layer < layers(); layer++) {
      int inputs = inputs(layer);
      double deviation = Math.sqrt((layer == layers() - 1 ? 1.0 : 2.0) / inputs);
      for (int neuron = 0; neuron < outputs(layer); neuron++) {
        for (int i = 0; i < inputs; i++) {
          starts[at] = (float) (deviation * normal(at));
          at++;
        }
        starts[at++] = 0;
      }
    }
    return starts;
  }

  // The sum of four uniform numbers: integers and exact products, nothing that machines round
  // differently.
  private static double normal(int parameter) {
    long z = (parameter + 1) * GOLDEN;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    long sum = (z & 0xFFFF) + (z >>> 16 & 0xFFFF) + (z >>> 32 & 0xFFFF) + (z >>> 48);
    return (sum / 65536.0 - 2.0) * ROOT_OF_3;
  }
}
