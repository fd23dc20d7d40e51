package io.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DenseNetworkTest {
  private static final DenseShape SHAPE = new DenseShape(13, List.of(9, 5), 2);

  private static float[] inputs(Random random, int size) {
    float[] inputs = new float[size];
    for (int i = 0; i < size; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    return inputs;
  }

  @Test
  void outputsByHand() {
    DenseNetwork network = new DenseNetwork(new DenseShape(2, List.of(2), 1));
    float[] wanted = {1, -2, .5f, 3, 1, -4, 2, 10, -1};
    for (int i = 0; i < wanted.length; i++) {
      network.set(i, wanted[i] - network.starts()[i]);
    }
    double[] out = new double[1];
    // hidden: 1*3 - 2*1 + .5 = 1.5 and 3*3 + 1 - 4 = 6; output: 2*1.5 + 10*6 - 1
    network.forward(new float[] {3, 1}, out);
    assertThat(out[0]).isCloseTo(62, within(1e-4));
    // hidden: 0 - 2*1 + .5 is negative, so 0, and 0 + 1 - 4 too
    network.forward(new float[] {0, 1}, out);
    assertThat(out[0]).isCloseTo(-1, within(1e-6));
  }

  @Test
  void parametersAreNumberedNeuronByNeuron() {
    assertThat(SHAPE.parameters()).isEqualTo(14 * 9 + 10 * 5 + 6 * 2);
    assertThat(SHAPE.first(1)).isEqualTo(126);
    assertThat(SHAPE.first(2)).isEqualTo(176);
    assertThat(SHAPE.layers()).isEqualTo(3);
    assertThat(new DenseShape(7, List.of(), 3).parameters()).isEqualTo(24);
  }

  @Test
  void startsAreTheSameOnEveryMachine() {
    float[] starts = SHAPE.starts();
    assertThat(Arrays.hashCode(starts)).isEqualTo(-2109358731);
    assertThat(starts[13]).as("bias of the first neuron").isZero();
    assertThat(starts[187]).as("bias of the last neuron").isZero();
  }

  @Test
  void startsHaveTheVarianceOfHe() {
    float[] starts = new DenseShape(200, List.of(100), 1).starts();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 201 * 100; i++) {
      sum += starts[i];
      squares += starts[i] * starts[i];
    }
    assertThat(sum / 20_000).isCloseTo(0, within(.003));
    assertThat(squares / 20_000).isCloseTo(2.0 / 200, within(5e-4));
    double last = 0;
    for (int i = 201 * 100; i < starts.length; i++) {
      last += starts[i] * starts[i];
    }
    assertThat(last / 100).isCloseTo(1.0 / 100, within(5e-3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 221})
  void outputsAreThoseOfPlainArithmetic(int width) {
    DenseShape shape = new DenseShape(width, List.of(17, 8), 3);
    DenseNetwork network = new DenseNetwork(shape);
    Random random = new Random(width);
    double[] out = new double[3];
    for (int i = 0; i < 20; i++) {
      float[] lanes = inputs(random, 2 * shape.parameters());
      network.refresh(lanes, 2, 0, shape.parameters());
      float[] inputs = inputs(random, width);
      network.forward(inputs, out);
      double[] expected = plain(shape, network.weights(), inputs);
      for (int output = 0; output < 3; output++) {
        double size = Math.max(1, Math.abs(expected[output]));
        assertThat(out[output]).isCloseTo(expected[output], within(1e-3 * size));
      }
    }
  }

  private static double[] plain(DenseShape shape, float[] weights, float[] inputs) {
    double[] said = new double[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      said[i] = inputs[i];
    }
    int at = 0;
    for (int layer = 0; layer < shape.layers(); layer++) {
      double[] next = new double[shape.outputs(layer)];
      for (int neuron = 0; neuron < next.length; neuron++) {
        for (double number : said) {
          next[neuron] += weights[at++] * number;
        }
        next[neuron] += weights[at++];
        if (layer < shape.layers() - 1) {
          next[neuron] = Math.max(0, next[neuron]);
        }
      }
      said = next;
    }
    return said;
  }

  @Test
  void bitsAreTheSameInEveryRun() {
    Random random = new Random(4);
    float[] inputs = inputs(random, 13);
    double[] first = new double[2];
    new DenseNetwork(SHAPE).forward(inputs, first);
    DenseNetwork used = new DenseNetwork(SHAPE);
    double[] out = new double[2];
    // Often enough to be compiled, and on other inputs in between.
    for (int i = 0; i < 20_000; i++) {
      used.forward(inputs(random, 13), out);
    }
    used.forward(inputs, out);
    assertThat(out).containsExactly(first);
  }

  @Test
  void extremesStayFinite() {
    DenseNetwork network = new DenseNetwork(SHAPE);
    Random random = new Random(2);
    float[] extremes = {0, Float.MIN_VALUE, 1, 1e20f, Float.MAX_VALUE, -Float.MAX_VALUE, -1e30f};
    double[] out = new double[2];
    float[] inputs = new float[13];
    for (int i = 0; i < 2000; i++) {
      for (int p = 0; p < SHAPE.parameters(); p++) {
        network.set(p, extremes[random.nextInt(extremes.length)]);
      }
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] = extremes[random.nextInt(extremes.length)];
      }
      network.forward(inputs, out);
      assertThat(out[0]).isFinite();
      assertThat(out[1]).isFinite();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void anInputThatIsNoNumberShowsInEveryOutput(float input) {
    DenseNetwork network = new DenseNetwork(SHAPE);
    float[] inputs = new float[13];
    inputs[5] = input;
    double[] out = new double[2];
    network.forward(inputs, out);
    assertThat(out).containsExactly(Double.NaN, Double.NaN);
    inputs[5] = 0;
    network.forward(inputs, out);
    assertThat(out[0]).isFinite();
  }

  @Test
  void shapesOutOfRangeAreErrors() {
    assertThatThrownBy(() -> new DenseShape(0, List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width of a layer is out of range: before=0 allowed=1..16384");
    assertThatThrownBy(() -> new DenseShape(3, List.of(16385), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width of a layer is out of range: width=16385 allowed=1..16384");
    assertThatThrownBy(() -> new DenseShape(16384, List.of(16384), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("network has too many parameters: parameters=268468225 allowed=1..67108864");
  }
}
