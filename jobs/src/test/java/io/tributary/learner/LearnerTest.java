package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.Link;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Ftrl;
import io.tributary.model.OptimizerSpec.Sgd;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTest {
  private static final int BITS = 6;

  static List<OptimizerSpec> specs() {
    return List.of(
        new Ftrl(0.3, 1, 0, 0), new Ftrl(0.3, 1, 0.5, 0.1), new AdaGrad(0.2, 1), new Sgd(0.02));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void learnsProbabilitiesAlmostAsWellAsTheyCanBe(OptimizerSpec spec) {
    Learner learner = new Learner(spec, Losses.named("logistic"), BITS);
    WindowedMetrics learned = new WindowedMetrics();
    WindowedMetrics best = new WindowedMetrics();
    Random random = new Random(11);
    double[] truth = truth(random);
    for (int i = 0; i < 40_000; i++) {
      FeatureVector x = Vectors.random(random, 1 << BITS);
      double margin = dot(truth, x);
      int label = random.nextDouble() < Link.LOGISTIC.predict(margin) ? 1 : 0;
      learned.add(label, learner.learn(Vectors.example(label, x)), 1, Link.LOGISTIC);
      best.add(label, margin, 1, Link.LOGISTIC);
    }
    ProgressiveMetrics window = learned.window();
    assertThat(window.logLoss()).isLessThan(best.window().logLoss() * 1.01);
    assertThat(window.auc()).isGreaterThan(best.window().auc() - 0.01);
    assertThat(window.calibration()).isBetween(0.97, 1.03);
    assertThat(learned.total().logLoss()).isGreaterThan(window.logLoss());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void learnsALinearFunction(OptimizerSpec spec) {
    Learner learner = new Learner(spec, Losses.named("squared"), BITS);
    WindowedMetrics learned = new WindowedMetrics();
    Random random = new Random(12);
    double[] truth = truth(random);
    for (int i = 0; i < 40_000; i++) {
      FeatureVector x = Vectors.random(random, 1 << BITS);
      float label = (float) dot(truth, x);
      learned.add(label, learner.learn(Vectors.example(label, x)), 1, Link.IDENTITY);
    }
    assertThat(learned.window().rmse()).isLessThan(0.02);
  }

  private static double[] truth(Random random) {
    double[] truth = new double[1 << BITS];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = random.nextGaussian();
    }
    return truth;
  }

  private static double dot(double[] weights, FeatureVector x) {
    double sum = 0;
    for (int k = 0; k < x.size(); k++) {
      sum += weights[x.indices()[k]] * x.values()[k];
    }
    return sum;
  }

  @Test
  void returnsTheMarginBeforeLearning() {
    Learner learner = new Learner(new Sgd(1), Losses.named("logistic"), 1);
    Example example = Vectors.example(1, Vectors.vector(1, 1));
    assertThat(learner.learn(example)).isZero();
    assertThat(learner.margin(example.features())).isEqualTo(0.5);
    assertThat(learner.learn(example)).isEqualTo(0.5);
  }

  @Test
  void coordinatesInUseAreThoseThatHaveLearned() {
    for (var spec : List.of(new Ftrl(1, 1, 0, 0), new Sgd(1))) {
      Learner learner = new Learner(spec, Losses.named("logistic"), 4);
      assertThat(learner.coordinatesInUse(100)).isZero();
      learner.learn(Vectors.example(1, Vectors.vector(0, 1, 15, -1)));
      learner.learn(Vectors.example(0, Vectors.vector(15, 1, 7, 2)));
      assertThat(learner.coordinatesInUse(100)).isEqualTo(3);
      assertThat(learner.coordinatesInUse(2)).isEqualTo(2);
    }
  }

  @Test
  void aWeightOfZeroTeachesNothing() {
    Learner learner = new Learner(new Ftrl(1, 1, 0, 0), Losses.named("logistic"), 1);
    learner.learn(Vectors.example(1, 0, Vectors.vector(1, 1)));
    assertThat(learner.lanes()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNotFiniteTeachesNothing(float broken) {
    for (Loss loss : Losses.all()) {
      Learner learner = new Learner(new Ftrl(1, 1, 0, 0), loss, 2);
      learner.learn(Vectors.example(1, Vectors.vector(1, 1)));
      float[] before = learner.lanes().clone();
      assertThat(learner.learn(Vectors.example(1, Vectors.vector(1, broken, 2, 1)))).isNotFinite();
      learner.learn(Vectors.example(1, Vectors.vector(3, broken)));
      learner.learn(Vectors.example(1, broken, Vectors.vector(1, 1)));
      if (loss.allows(0.5)) { // Classes are told apart by a comparison, which says nothing of NaN.
        learner.learn(Vectors.example(broken, Vectors.vector(1, 1)));
      }
      assertThat(learner.lanes()).containsExactly(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"squared", "poisson", "hinge", "quantile(0.9)"})
  void aDivergingModelStaysFinite(String loss) {
    for (OptimizerSpec spec : List.of(new Sgd(10), new Ftrl(10, 1, 0, 0), new AdaGrad(10, 1e-6))) {
      Learner learner = new Learner(spec, Losses.named(loss), 1);
      for (int i = 0; i < 1000; i++) {
        assertThat(learner.learn(Vectors.example(1, Vectors.vector(1, 3)))).isFinite();
      }
      for (float lane : learner.lanes()) {
        assertThat(lane).isFinite();
      }
    }
  }

  /** Counts whose logarithm is linear, and a quantile of noise whose quantiles are known. */
  @Test
  void learnsCountsAndQuantiles() {
    Random random = new Random(5);
    Learner poisson = new Learner(new AdaGrad(.5, 1e-6), Losses.named("poisson"), 1);
    Learner high = new Learner(new AdaGrad(.5, 1e-6), Losses.named("quantile(0.9)"), 1);
    for (int i = 0; i < 40_000; i++) {
      int x = random.nextInt(2);
      double limit = Math.exp(-(x == 0 ? 2 : 6));
      int count = -1;
      for (double product = 1; product > limit; count++) {
        product *= random.nextDouble();
      }
      poisson.learn(Vectors.example(count, Vectors.vector(x, 1)));
      high.learn(Vectors.example(random.nextFloat() + x, Vectors.vector(x, 1)));
    }
    assertThat(Math.exp(poisson.margin(Vectors.vector(0, 1)))).isCloseTo(2, within(.3));
    assertThat(Math.exp(poisson.margin(Vectors.vector(1, 1)))).isCloseTo(6, within(.5));
    assertThat(high.margin(Vectors.vector(0, 1))).isCloseTo(.9, within(.03));
    assertThat(high.margin(Vectors.vector(1, 1))).isCloseTo(1.9, within(.03));
  }

  @Test
  void lanesOfACoordinateAreAdjacent() {
    Learner learner = new Learner(new Ftrl(1, 1, 0, 0), Losses.named("logistic"), 3);
    assertThat(learner.lanesPerCoordinate()).isEqualTo(2);
    assertThat(learner.lanes()).hasSize(16);
    learner.learn(Vectors.example(1, Vectors.vector(5, 1)));
    for (int at = 0; at < 16; at++) {
      assertThat(learner.lanes()[at] != 0).isEqualTo(at == 10 || at == 11);
    }
    assertThat(new Learner(new Sgd(1), Losses.named("logistic"), 3).lanes()).hasSize(8);
  }

  @Test
  void tooManyCoordinatesAreRefused() {
    assertThatThrownBy(() -> new Learner(new Ftrl(1, 1, 0, 0), Losses.named("logistic"), 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bits out of range: bits=30 allowed=1..29");
    assertThatThrownBy(() -> new Learner(new Sgd(1), Losses.named("logistic"), 31))
        .hasMessage("bits out of range: bits=31 allowed=1..30");
  }

  @ParameterizedTest
  @MethodSource("specs")
  void learningAndCountingAllocateNothing(OptimizerSpec spec) {
    Learner learner = new Learner(spec, Losses.named("logistic"), BITS);
    WindowedMetrics metrics = new WindowedMetrics(1000);
    Random random = new Random(1);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      examples.add(Vectors.example(random.nextInt(2), Vectors.random(random, 1 << BITS)));
    }
    learn(learner, metrics, examples, 20);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    learn(learner, metrics, examples, 100);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(10_000);
  }

  private static void learn(
      Learner learner, WindowedMetrics metrics, List<Example> examples, int times) {
    for (int t = 0; t < times; t++) {
      for (int i = 0; i < examples.size(); i++) {
        Example example = examples.get(i);
        metrics.add(example.label(), learner.learn(example), example.weight(), Link.LOGISTIC);
      }
    }
  }
}
