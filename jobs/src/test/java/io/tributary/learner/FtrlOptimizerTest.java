package io.tributary.learner;

import static io.tributary.learner.Vectors.example;
import static io.tributary.learner.Vectors.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.Ftrl;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FTRL against Algorithm 1 as printed (McMahan et al. 2013), and against figures by hand. */
class FtrlOptimizerTest {
  /** The paper's algorithm, word by word, on z and n in double precision. */
  private static final class Paper {
    final Ftrl spec;
    final double[] z;
    final double[] n;

    Paper(Ftrl spec, int coordinates) {
      this.spec = spec;
      z = new double[coordinates];
      n = new double[coordinates];
    }

    double weight(int i) {
      if (Math.abs(z[i]) <= spec.l1()) {
        return 0;
      }
      return -(z[i] - Math.signum(z[i]) * spec.l1())
          / ((spec.beta() + Math.sqrt(n[i])) / spec.alpha() + spec.l2());
    }

    double learn(Example example) {
      FeatureVector x = example.features();
      double margin = 0;
      for (int k = 0; k < x.size(); k++) {
        margin += weight(x.indices()[k]) * x.values()[k];
      }
      double p = 1 / (1 + Math.exp(-margin));
      for (int k = 0; k < x.size(); k++) {
        int i = x.indices()[k];
        double g = (p - example.label()) * example.weight() * x.values()[k];
        double sigma = (Math.sqrt(n[i] + g * g) - Math.sqrt(n[i])) / spec.alpha();
        z[i] += g - sigma * weight(i);
        n[i] += g * g;
      }
      return margin;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 1, 0, 0",
    "0.5, 1, 0, 0",
    "0.4, 0, 0, 0",
    "0.1, 1, 0.2, 0",
    "0.3, 0.5, 1.5, 0",
    "0.1, 1, 0, 2",
    "0.2, 2, 0.4, 0.7",
  })
  void followsThePaper(double alpha, double beta, double l1, double l2) {
    Ftrl spec = new Ftrl(alpha, beta, l1, l2);
    Learner learner = new Learner(spec, Losses.named("logistic"), 6);
    Paper paper = new Paper(spec, 64);
    Random random = new Random(17);
    for (int i = 0; i < 400; i++) {
      Example example =
          example(
              random.nextInt(4) == 0 ? 1 : 0,
              0.5 + 2 * random.nextDouble(),
              distinct(Vectors.random(random, 64)));
      assertThat(learner.learn(example)).isCloseTo(paper.learn(example), within(2e-6));
    }
    int shrunkToZero = 0;
    for (int i = 0; i < 64; i++) {
      double weight = spec.weight(learner.lanes(), 2 * i);
      assertThat(weight).as("coordinate %s", i).isCloseTo(paper.weight(i), within(1e-6));
      assertThat(learner.lanes()[2 * i + 1])
          .isCloseTo((float) paper.n[i], within((float) paper.n[i] * 1e-5f));
      shrunkToZero += weight == 0 && paper.n[i] > 0 ? 1 : 0;
    }
    if (l1 > 1) {
      assertThat(shrunkToZero).isPositive();
    }
  }

  /** The paper knows no feature twice in one example; this keeps the first. */
  private static FeatureVector distinct(FeatureVector features) {
    FeatureVector result = new FeatureVector();
    for (int k = 0; k < features.size(); k++) {
      boolean repeated = false;
      for (int j = 0; j < result.size(); j++) {
        repeated |= result.indices()[j] == features.indices()[k];
      }
      if (!repeated) {
        result.add(features.indices()[k], features.values()[k]);
      }
    }
    return result;
  }

  @Test
  void firstTwoStepsByHand() {
    // g = -1/2: n = 1/4, D = (1 + 1/2) / 0.1 = 15, u = 1/2 / 15
    // g = sigmoid(1/30) - 1 = -0.4916674: n = 0.4917369, D = 17.0123954, u = 1/30 + 0.0289005
    assertSteps(
        new Ftrl(0.1, 1, 0, 0),
        example(1, vector(3, 1)),
        new double[] {1.0 / 30, 0.25, 1.0 / 30},
        new double[] {0.0622338750, 0.4917368698, 0.0622338750});
  }

  @Test
  void firstTwoStepsByHandWithL1AndL2() {
    // z = -1/2: D = 15.5, u = 1/2 / 15.5, w = (1/2 - 0.2) / 15.5
    // g = sigmoid(0.0193548) - 1 = -0.4951615: sigma = 2.0369373, z = -1.0345861, D = 17.5369373
    assertSteps(
        new Ftrl(0.1, 1, 0.2, 0.5),
        example(1, vector(3, 1)),
        new double[] {0.5 / 15.5, 0.25, 0.3 / 15.5},
        new double[] {0.0589946819, 0.4951848530, 0.0475901819});
  }

  @Test
  void firstTwoStepsByHandWithAWeightAndAValue() {
    // g = -1/2 * 3 * 2 = -3: n = 9, D = (1 + 3) / 0.1 + 0.5 = 40.5, u = 3 / 40.5, w = 2.8 / 40.5
    assertSteps(
        new Ftrl(0.1, 1, 0.2, 0.5),
        example(1, 3, vector(3, 2)),
        new double[] {3 / 40.5, 9, 2.8 / 40.5},
        new double[] {0.1272639953, 16.8004156134, 0.1233796184});
  }

  private static void assertSteps(OptimizerSpec spec, Example example, double[]... expected) {
    Learner learner = new Learner(spec, Losses.named("logistic"), 3);
    for (double[] step : expected) {
      learner.learn(example);
      assertThat((double) learner.lanes()[6]).isCloseTo(step[0], within(1e-8));
      assertThat((double) learner.lanes()[7]).isCloseTo(step[1], within(1e-6 * step[1]));
      assertThat((double) spec.weight(learner.lanes(), 6)).isCloseTo(step[2], within(1e-8));
    }
  }

  @Test
  void progressBelowTheL1ThresholdIsKept() {
    Ftrl spec = new Ftrl(0.1, 1, 1.2, 0);
    Learner learner = new Learner(spec, Losses.named("logistic"), 3);
    Example example = example(1, vector(3, 1));
    learner.learn(example);
    learner.learn(example);
    assertThat(spec.weight(learner.lanes(), 6)).isZero();
    // three gradients of -1/2 are what it takes to pass 1.2
    learner.learn(example);
    assertThat((double) spec.weight(learner.lanes(), 6))
        .isCloseTo(0.3 / ((1 + Math.sqrt(0.75)) / 0.1), within(1e-7));
  }
}
