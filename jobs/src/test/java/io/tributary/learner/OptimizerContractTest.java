package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tributary.example.FeatureVector;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Ftrl;
import io.tributary.model.OptimizerSpec.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the optimizer of every specification must hold to, and figures by hand. */
class OptimizerContractTest {
  static List<OptimizerSpec> specs() {
    return List.of(
        new Ftrl(0.1, 1, 0, 0),
        new Ftrl(0.5, 0, 0, 0),
        new Ftrl(0.2, 1, 0.3, 0.1),
        new Ftrl(0.2, 0, 0.3, 0),
        new AdaGrad(0.1, 1e-3),
        new Sgd(0.05));
  }

  @Test
  void everySpecificationIsTested() {
    assertThat(specs().stream().map(Object::getClass))
        .containsAll(
            Arrays.stream(OptimizerSpec.class.getPermittedSubclasses())
                .filter(kind -> kind != OptimizerSpec.Adam.class) // of dense tables only
                .toList());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void lanesAreThoseOfTheSpecification(OptimizerSpec spec) {
    assertThat(Optimizer.of(spec).lanes()).isEqualTo(spec.lanes());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void marginIsTheSumOfScoringWeights(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec);
    Random random = new Random(5);
    float[] lanes = new float[32 * spec.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = random.nextFloat();
    }
    FeatureVector x = Vectors.random(random, 32);
    double expected = 0;
    for (int k = 0; k < x.size(); k++) {
      expected += (double) spec.weight(lanes, x.indices()[k] * spec.lanes()) * x.values()[k];
    }
    assertThat(optimizer.margin(lanes, x.indices(), x.values(), x.size())).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void stepsLowerTheMarginWhenTheGradientIsPositive(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec);
    float[] lanes = new float[8 * spec.lanes()];
    FeatureVector x = Vectors.vector(1, 1, 5, -2, 5, -2);
    for (int i = 0; i < 5; i++) {
      optimizer.step(lanes, x.indices(), x.values(), x.size(), 0.5);
    }
    assertThat(optimizer.margin(lanes, x.indices(), x.values(), x.size())).isNegative();
    assertThat(spec.weight(lanes, spec.lanes())).isNegative();
    assertThat(spec.weight(lanes, 5 * spec.lanes())).isPositive();
    for (int untouched : new int[] {0, 2, 3, 4, 6, 7}) {
      assertThat(spec.weight(lanes, untouched * spec.lanes())).isZero();
    }
    if (spec.hasMass()) {
      assertThat(lanes[2 + OptimizerSpec.MASS]).isEqualTo(5 * 0.25f);
      assertThat(lanes[10 + OptimizerSpec.MASS]).isEqualTo(10 * 1f);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theSignOfAMassIsAMarkThatStaysAndCountsForNothing(OptimizerSpec spec) {
    assumeThat(spec.hasMass()).isTrue();
    Optimizer optimizer = Optimizer.of(spec);
    Random random = new Random(7);
    float[] lanes = new float[32 * spec.lanes()];
    float[] marked = lanes.clone();
    for (int at = OptimizerSpec.MASS; at < marked.length; at += 2 * spec.lanes()) {
      marked[at] = -0f;
    }
    for (int i = 0; i < 200; i++) {
      FeatureVector x = Vectors.random(random, 32);
      double gradient = i % 9 == 0 ? 0 : random.nextGaussian();
      double margin = optimizer.margin(lanes, x.indices(), x.values(), x.size());
      assertThat(optimizer.margin(marked, x.indices(), x.values(), x.size())).isEqualTo(margin);
      optimizer.step(lanes, x.indices(), x.values(), x.size(), gradient);
      optimizer.step(marked, x.indices(), x.values(), x.size(), gradient);
    }
    for (int at = 0; at < lanes.length; at++) {
      boolean isMarked = at % (2 * spec.lanes()) == OptimizerSpec.MASS;
      assertThat(Float.floatToRawIntBits(marked[at]))
          .isEqualTo(Float.floatToRawIntBits(isMarked ? -lanes[at] : lanes[at]));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aGradientOfZeroChangesNothing(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec);
    float[] lanes = new float[2 * spec.lanes()];
    FeatureVector x = Vectors.vector(0, 0, 1, 1);
    for (double gradient : new double[] {0, -0.0, 1e-40}) {
      optimizer.step(lanes, x.indices(), x.values(), x.size(), gradient);
      assertThat(spec.weight(lanes, 0)).isZero();
      assertThat((double) spec.weight(lanes, spec.lanes())).isCloseTo(0, within(1e-38));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void extremesStayFinite(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec);
    float[] lanes = new float[4 * spec.lanes()];
    double[] extremes = {0, 1e-45, 1e-20, 1, 1e20, Float.MAX_VALUE};
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      FeatureVector x = new FeatureVector();
      for (int k = 0; k < 3; k++) {
        double value = extremes[random.nextInt(extremes.length)];
        x.add(random.nextInt(4), (float) (random.nextBoolean() ? value : -value));
      }
      double gradient = optimizer.margin(lanes, x.indices(), x.values(), x.size()) - 1;
      assertThat(gradient).isFinite();
      double weight = extremes[random.nextInt(extremes.length)];
      optimizer.step(lanes, x.indices(), x.values(), x.size(), gradient * weight);
      for (int at = 0; at < lanes.length; at++) {
        assertThat(lanes[at]).isFinite();
        assertThat(at % 2 == 1 && spec.hasMass() && lanes[at] < 0).isFalse();
      }
    }
  }

  @Test
  void adaGradByHand() {
    Learner learner = new Learner(new AdaGrad(0.1, 1e-3), Losses.named("logistic"), 1);
    // g = -1/2: n = 1/4, w = 0.05 / 0.501
    learner.learn(Vectors.example(1, Vectors.vector(1, 1)));
    assertLanes(learner, 0.0998003992, 0.25);
    learner.learn(Vectors.example(0, Vectors.vector(1, 1)));
    assertLanes(learner, 0.0274909816, 0.5255508871);
    learner.learn(Vectors.example(1, 2, Vectors.vector(1, 1)));
    assertLanes(learner, 0.1079996230, 1.4982505515);
  }

  private static void assertLanes(Learner learner, double weight, double mass) {
    assertThat((double) learner.lanes()[2]).isCloseTo(weight, within(2e-8));
    assertThat((double) learner.lanes()[3]).isCloseTo(mass, within(2e-7));
  }

  @Test
  void sgdByHand() {
    Learner learner = new Learner(new Sgd(0.1), Losses.named("squared"), 1);
    // w = 0.1 * 3 * 2, then + 0.1 * (3 - 1.2) * 2, then - 0.1 * (1.92 + 1) * 2
    double[] labels = {3, 3, -1};
    double[] margins = {0, 1.2, 1.92};
    double[] weights = {0.6, 0.96, 0.376};
    for (int i = 0; i < 3; i++) {
      double margin = learner.learn(Vectors.example(labels[i], Vectors.vector(1, 2)));
      assertThat(margin).isCloseTo(margins[i], within(1e-6));
      assertThat((double) learner.lanes()[1]).isCloseTo(weights[i], within(1e-7));
    }
  }
}
