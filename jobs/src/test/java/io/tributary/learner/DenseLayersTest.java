package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.DenseNetwork;
import io.tributary.model.DenseShape;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the backward step of a network must hold to, with the step of every specification. */
final class DenseLayersTest {
  private static final DenseShape SHAPE = new DenseShape(5, List.of(11, 6), 2);

  static List<OptimizerSpec> specs() {
    return List.of(new AdaGrad(.05, 1e-3), new Adam(1e-2, .9, .999, 1e-8), new Adam(.1, 0, 0, 1));
  }

  @Test
  void everyStepIsTested() {
    DenseNetwork network = new DenseNetwork(SHAPE);
    List<Class<?>> steps = new ArrayList<>();
    specs().forEach(spec -> steps.add(DenseStep.of(spec, network, 12).getClass()));
    assertThat(steps).containsOnly(DenseStep.class.getPermittedSubclasses());
  }

  /** A network that learns. */
  private static final class Trained {
    final DenseNetwork network;
    final DenseLayers layers;
    final float[] lanes;
    final double[] outputs;
    final double[] inputGradients;

    Trained(DenseShape shape, OptimizerSpec spec) {
      network = new DenseNetwork(shape);
      layers = new DenseLayers(network, spec);
      lanes = new float[layers.lanes()];
      outputs = new double[shape.outputs()];
      inputGradients = new double[shape.inputs()];
    }

    double[] outputs(float... inputs) {
      network.forward(inputs, outputs);
      return outputs;
    }

    void learn(float[] inputs, double... gradients) {
      network.forward(inputs, outputs);
      layers.backward(lanes, gradients, inputGradients);
    }
  }

  private static float[] inputs(Random random) {
    float[] inputs = new float[SHAPE.inputs()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    return inputs;
  }

  /** Outputs times their gradients, in double precision: what is differentiated. */
  private static double plain(double[] weights, double[] inputs, double[] gradients) {
    double[] said = inputs;
    int at = 0;
    for (int layer = 0; layer < SHAPE.layers(); layer++) {
      double[] next = new double[SHAPE.outputs(layer)];
      for (int neuron = 0; neuron < next.length; neuron++) {
        for (double number : said) {
          next[neuron] += weights[at++] * number;
        }
        next[neuron] += weights[at++];
        if (layer < SHAPE.layers() - 1) {
          next[neuron] = Math.max(0, next[neuron]);
        }
      }
      said = next;
    }
    return said[0] * gradients[0] + said[1] * gradients[1];
  }

  private static double slope(
      double[] changed, int at, double[] weights, double[] inputs, double[] gradients) {
    double before = changed[at];
    double delta = 1e-6;
    changed[at] = before + delta;
    double above = plain(weights, inputs, gradients);
    changed[at] = before - delta;
    double below = plain(weights, inputs, gradients);
    changed[at] = before;
    return (above - below) / (2 * delta);
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      doubles[i] = numbers[i];
    }
    return doubles;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void derivativesAreThoseOfFiniteDifferences(OptimizerSpec spec) {
    Random random = new Random(11);
    double[] gradients = {.7, -1.3};
    for (int example = 0; example < 20; example++) {
      Trained trained = new Trained(SHAPE, spec);
      float[] inputs = inputs(random);
      double[] weights = doubles(trained.network.weights());
      double[] numbers = doubles(inputs);
      trained.learn(inputs, gradients);
      for (int i = 0; i < numbers.length; i++) {
        assertThat(trained.inputGradients[i])
            .isCloseTo(slope(numbers, i, weights, numbers, gradients), within(1e-4));
      }
      for (int p = 0; p < weights.length; p++) {
        assertThat(firstGradient(spec, trained.lanes, p))
            .isCloseTo(slope(weights, p, weights, numbers, gradients), within(1e-4));
      }
    }
  }

  /** What the lanes of a parameter that has taken one step say about its derivative. */
  private static double firstGradient(OptimizerSpec spec, float[] lanes, int parameter) {
    int at = parameter * spec.lanes();
    if (spec instanceof Adam adam) {
      assertThat(-Math.signum(lanes[at])).isEqualTo(Math.signum(lanes[at + Adam.FIRST_MOMENT]));
      return lanes[at + Adam.FIRST_MOMENT] / (1 - adam.beta1());
    }
    return -Math.signum(lanes[at]) * Math.sqrt(lanes[at + OptimizerSpec.MASS]);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void weightsAreWhereTheLanesSay(OptimizerSpec spec) {
    Trained trained = new Trained(SHAPE, spec);
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      trained.learn(inputs(random), random.nextGaussian(), random.nextGaussian());
    }
    DenseNetwork other = new DenseNetwork(SHAPE);
    other.refresh(trained.lanes, spec.lanes(), 0, SHAPE.parameters());
    assertThat(trained.network.weights()).containsExactly(other.weights());
    assertThat(trained.layers.width()).isEqualTo(spec.lanes());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void goesOnFromLanesToTheBit(OptimizerSpec spec) {
    Trained first = new Trained(SHAPE, spec);
    Random random = new Random(8);
    for (int i = 0; i < 300; i++) {
      first.learn(inputs(random), random.nextGaussian(), random.nextGaussian());
    }
    Trained second = new Trained(SHAPE, spec);
    System.arraycopy(first.lanes, 0, second.lanes, 0, first.lanes.length);
    second.layers.refresh(second.lanes);
    for (int i = 0; i < 300; i++) {
      float[] inputs = inputs(random);
      double[] gradients = {random.nextGaussian(), random.nextGaussian()};
      first.learn(inputs, gradients);
      second.learn(inputs, gradients);
      assertThat(second.outputs).containsExactly(first.outputs);
      assertThat(second.inputGradients).containsExactly(first.inputGradients);
    }
    assertThat(second.lanes).containsExactly(first.lanes);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void bitsAreTheSameInEveryRun(OptimizerSpec spec) {
    Trained[] runs = {new Trained(SHAPE, spec), new Trained(SHAPE, spec)};
    // The first run is interpreted at first, the second compiled by then.
    for (Trained run : runs) {
      Random random = new Random(6);
      for (int i = 0; i < 5000; i++) {
        float[] inputs = inputs(random);
        double[] outputs = run.outputs(inputs);
        run.learn(inputs, outputs[0] - inputs[0], outputs[1] + inputs[1]);
      }
    }
    assertThat(runs[1].lanes).containsExactly(runs[0].lanes);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void learnsAProductThatNoSumHolds(OptimizerSpec spec) {
    Trained trained = new Trained(SHAPE, spec);
    Random random = new Random(1);
    double late = 0;
    for (int i = 0; i < 40_000; i++) {
      float[] inputs = inputs(random);
      double wanted = inputs[0] * inputs[1] > 0 ? 1 : -1;
      double error = trained.outputs(inputs)[0] - wanted;
      late += i < 30_000 ? 0 : error * error / 10_000;
      trained.learn(inputs, .2 * error, 0);
    }
    assertThat(late).as("mean squared error, 1 without learning").isLessThan(.6);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void extremesStayFinite(OptimizerSpec spec) {
    float[] extremes = {0, Float.MIN_VALUE, 1e-20f, 1, 1e20f, Float.MAX_VALUE};
    Trained trained = new Trained(SHAPE, spec);
    Random random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      float[] inputs = new float[SHAPE.inputs()];
      for (int k = 0; k < inputs.length; k++) {
        float size = extremes[random.nextInt(extremes.length)];
        inputs[k] = random.nextBoolean() ? size : -size;
      }
      double gradient = extremes[random.nextInt(extremes.length)] * random.nextGaussian() * 1e30;
      double[] outputs = trained.outputs(inputs);
      trained.learn(inputs, gradient, outputs[1] - 1);
      assertThat(areFinite(trained.lanes)).isTrue();
      assertThat(Arrays.stream(trained.inputGradients).allMatch(Double::isFinite)).isTrue();
      assertThat(outputs[0]).isFinite();
      assertThat(outputs[1]).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void extremeRatesStayFinite(OptimizerSpec spec) {
    OptimizerSpec extreme =
        spec instanceof Adam
            ? new Adam(1e300, .999999, .999999, 1e-300)
            : new AdaGrad(1e300, 1e-300);
    Trained trained = new Trained(SHAPE, extreme);
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      trained.learn(inputs(random), random.nextGaussian(), 0);
      assertThat(areFinite(trained.lanes)).isTrue();
    }
  }

  private static boolean areFinite(float[] lanes) {
    boolean finite = true;
    for (float lane : lanes) {
      finite &= Float.isFinite(lane);
    }
    return finite;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatIsNotFiniteTeachesNothing(OptimizerSpec spec) {
    Trained trained = new Trained(SHAPE, spec);
    Random random = new Random(9);
    trained.learn(inputs(random), 1, 1);
    float[] before = trained.lanes.clone();
    float[] broken = inputs(random);
    broken[2] = Float.POSITIVE_INFINITY;
    trained.learn(broken, 1, 1);
    assertThat(trained.inputGradients).containsOnly(0);
    trained.learn(inputs(random), Double.NaN, 1);
    assertThat(trained.inputGradients).containsOnly(0);
    trained.learn(inputs(random), 1, Double.NEGATIVE_INFINITY);
    trained.learn(inputs(random), 0, 0);
    assertThat(trained.inputGradients).containsOnly(0);
    assertThat(trained.lanes).containsExactly(before);
  }

  @Test
  void theSignOfAMassIsAMarkThatStaysAndCountsForNothing() {
    Trained plain = new Trained(SHAPE, new AdaGrad(.1, 1e-3));
    Trained marked = new Trained(SHAPE, new AdaGrad(.1, 1e-3));
    for (int at = OptimizerSpec.MASS; at < marked.lanes.length; at += 4) {
      marked.lanes[at] = -0f;
    }
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      float[] inputs = inputs(random);
      double gradient = random.nextGaussian();
      plain.learn(inputs, gradient, 1);
      marked.learn(inputs, gradient, 1);
    }
    for (int at = 0; at < plain.lanes.length; at++) {
      float expected = at % 4 == OptimizerSpec.MASS ? -plain.lanes[at] : plain.lanes[at];
      assertThat(Float.floatToRawIntBits(marked.lanes[at]))
          .isEqualTo(Float.floatToRawIntBits(expected));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void figuresByHand(OptimizerSpec spec) {
    Trained trained = new Trained(new DenseShape(1, List.of(), 1), spec);
    float start = trained.network.starts()[0];
    trained.learn(new float[] {2}, .5);
    assertThat(trained.inputGradients[0]).isEqualTo((double) (.5f * start));
    // The derivative with respect to the weight is 1, to the bias .5.
    double weight =
        spec instanceof Adam adam
            ? -adam.alpha() / (1 + adam.epsilon() / Math.sqrt(1 - adam.beta2()))
            : -.05 / 1.001;
    assertThat((double) trained.lanes[0]).isCloseTo(weight, within(1e-6));
  }
}
