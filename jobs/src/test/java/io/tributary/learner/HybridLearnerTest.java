package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Network;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Adam;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole model with a network on top: weights, factors, network and numbers learn together. */
final class HybridLearnerTest {
  private static final int BITS = 7;
  private static final int FIELDS = 4;
  private static final int NUMBER = 3;
  private static final int CONSTANT = 127;
  private static final double TOLERANCE = 3e-3;
  private static final AdaGrad ADA_GRAD = new AdaGrad(.1, .01);

  private static LayeredLearner learner(OptimizerSpec linear, OptimizerSpec network) {
    List<FieldPair> without = List.of(new FieldPair(0, 2));
    Factors machine = new Factors(1, 3, ADA_GRAD, 0, .3, FIELDS, without, CONSTANT);
    Network form = new Network(machine, List.of(7, 4), List.of(NUMBER), network);
    ModelSpec model = new ModelSpec("h", new BlockLayout(BITS, 2), Link.LOGISTIC, linear, form);
    return new LayeredLearner(model, Learners.objective(model, "logistic"));
  }

  private static LayeredLearner learner(OptimizerSpec network) {
    return learner(new OptimizerSpec.Ftrl(.3, 1, 0, 0), network);
  }

  static List<OptimizerSpec> networks() {
    return List.of(ADA_GRAD, new Adam(.01, .9, .999, 1e-8));
  }

  /** A constant, two categories of ten values, and a number. */
  private static Example example(Random random) {
    FeatureVector features = new FeatureVector();
    int first = random.nextInt(10);
    int second = random.nextInt(10);
    features.add(CONSTANT, 1, 0);
    features.add(10 + first, 1, 1);
    features.add(20 + second, 1, 2);
    features.add(NUMBER, (float) random.nextGaussian(), 3);
    float label = (first + second) % 2;
    return new Example(0, 0, Example.NO_TIME, label, 1, features);
  }

  private static void learn(LayeredLearner learner, Random random, int examples) {
    for (int i = 0; i < examples; i++) {
      Example example = example(random);
      double[] unused = learner.predict(example.features());
      learner.learn(example);
    }
  }

  private static double loss(LayeredLearner learner, Example example) {
    learner.refresh();
    double[] margins = learner.predict(example.features());
    return Losses.objective("logistic", 1).loss(margins, example.label());
  }

  /**
   * Checks a derivative against the slopes on both sides. Where a ReLU bends in between, one of
   * them is its own.
   */
  private static void check(
      LayeredLearner learner, float[] lanes, int at, Example example, double derivative) {
    float before = lanes[at];
    double middle = loss(learner, example);
    float delta = 1f / 512;
    lanes[at] = before + delta;
    double above = (loss(learner, example) - middle) / ((double) lanes[at] - before);
    lanes[at] = before - delta;
    double below = (middle - loss(learner, example)) / ((double) before - lanes[at]);
    lanes[at] = before;
    learner.refresh();
    assertThat(derivative)
        .isBetween(Math.min(above, below) - TOLERANCE, Math.max(above, below) + TOLERANCE);
  }

  /** Returns the derivative that moved a weight, from how far it moved. */
  private static double moved(float[] before, float[] after, int at, int mass) {
    double rate = ADA_GRAD.alpha() / (ADA_GRAD.epsilon() + Math.sqrt(after[mass]));
    return ((double) before[at] - after[at]) / rate;
  }

  @Test
  void everyParameterMovesByItsFiniteDifference() {
    Random random = new Random(3);
    LayeredLearner learner = learner(ADA_GRAD, ADA_GRAD);
    learn(learner, random, 200);
    float[] sparse = learner.tables().get(0);
    float[] dense = learner.tables().get(1);
    int width = learner.lanesPerCoordinate();
    assertThat(width).as("weight, mass, 3 factors, their mass").isEqualTo(6);
    double[] largest = new double[3];
    for (int round = 0; round < 20; round++) {
      Example example = example(random);
      LayeredLearner stepped = learner(ADA_GRAD, ADA_GRAD);
      System.arraycopy(sparse, 0, stepped.tables().get(0), 0, sparse.length);
      System.arraycopy(dense, 0, stepped.tables().get(1), 0, dense.length);
      stepped.refresh();
      double[] unused = stepped.predict(example.features());
      assertThat(stepped.learn(example)).isTrue();
      for (int i = 0; i < example.features().size(); i++) {
        int row = example.features().indices()[i] * width;
        for (int lane = 0; lane < width - 1; lane++) {
          if (lane != 1) {
            int mass = lane == 0 ? 1 : 5;
            double found = moved(sparse, stepped.tables().get(0), row + lane, row + mass);
            check(learner, sparse, row + lane, example, found);
            largest[lane == 0 ? 0 : 1] = Math.max(largest[lane == 0 ? 0 : 1], Math.abs(found));
          }
        }
      }
      for (int at = 0; at < dense.length; at += 2) {
        double found = moved(dense, stepped.tables().get(1), at, at + 1);
        check(learner, dense, at, example, found);
        largest[2] = Math.max(largest[2], Math.abs(found));
      }
    }
    for (double size : largest) {
      assertThat(size).as("slopes are far beyond what is tolerated").isGreaterThan(.2);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void goesOnFromTheLanesOfBothTablesToTheBit(OptimizerSpec network) {
    LayeredLearner first = learner(network);
    Random random = new Random(4);
    learn(first, random, 300);
    LayeredLearner second = learner(network);
    for (int table = 0; table < 2; table++) {
      float[] from = first.tables().get(table);
      System.arraycopy(from, 0, second.tables().get(table), 0, from.length);
    }
    second.refresh();
    for (int i = 0; i < 300; i++) {
      Example example = example(random);
      assertThat(second.predict(example.features()))
          .containsExactly(first.predict(example.features()));
      assertThat(second.learn(example)).isEqualTo(first.learn(example));
    }
    for (int table = 0; table < 2; table++) {
      assertThat(second.tables().get(table)).isEqualTo(first.tables().get(table));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void extremesLeaveAllLanesFinite(OptimizerSpec network) {
    float[] extremes = {0, Float.MIN_VALUE, 1e-20f, 1, 1e20f, Float.MAX_VALUE, Float.NaN};
    LayeredLearner learner = learner(network);
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      Example usual = example(random);
      FeatureVector features = new FeatureVector();
      for (int at = 0; at < usual.features().size(); at++) {
        float size = extremes[random.nextInt(extremes.length)];
        float value = i % 3 == 0 ? usual.features().values()[at] : size;
        features.add(
            usual.features().indices()[at],
            random.nextBoolean() ? value : -value,
            usual.features().fields()[at]);
      }
      float weight = i % 5 == 0 ? extremes[random.nextInt(extremes.length)] : 1;
      Example example = new Example(0, 0, Example.NO_TIME, usual.label(), weight, features);
      double[] unused = learner.predict(features);
      learner.learn(example);
    }
    for (float[] lanes : learner.tables()) {
      for (float lane : lanes) {
        assertThat(Float.isFinite(lane)).isTrue();
      }
    }
    assertThat(learner.predict(example(random).features())[0]).isFinite();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void whatCannotBeLearnedChangesNothing(OptimizerSpec network) {
    LayeredLearner learner = learner(network);
    Random random = new Random(6);
    learn(learner, random, 50);
    float[] sparse = learner.tables().get(0).clone();
    float[] dense = learner.tables().get(1).clone();
    Example usual = example(random);
    usual.features().values()[3] = Float.POSITIVE_INFINITY;
    double[] unused = learner.predict(usual.features());
    assertThat(learner.learn(usual)).isFalse();
    assertThat(learner.squaredSlope()).isZero();
    Example good = example(random);
    Example weightless = new Example(0, 0, Example.NO_TIME, 1, 0, good.features());
    assertThat(learner.predict(weightless.features())).hasSize(1);
    assertThat(learner.learn(weightless)).isFalse();
    assertThat(learner.tables().get(0)).isEqualTo(sparse);
    assertThat(learner.tables().get(1)).isEqualTo(dense);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void learnsWhatFieldsSayTogether(OptimizerSpec network) {
    LayeredLearner learner = learner(network);
    Random random = new Random(7);
    double late = 0;
    for (int i = 0; i < 20_000; i++) {
      Example example = example(random);
      double loss =
          Losses.objective("logistic", 1)
              .loss(learner.predict(example.features()), example.label());
      late += i < 15_000 ? 0 : loss / 5_000;
      learner.learn(example);
    }
    assertThat(late).as("log-loss, .69 of any sum over the fields").isLessThan(.1);
  }
}
