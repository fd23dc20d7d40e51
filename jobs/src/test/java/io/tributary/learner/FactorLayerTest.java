package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.LaneGroup;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.Starts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Factorization machines against what they are defined as, and what only they can learn. */
class FactorLayerTest {
  private static final BlockLayout LAYOUT = new BlockLayout(6, 2);

  static Stream<Sample> machines() {
    return SampleModels.machines();
  }

  private static LayeredLearner learner(Sample sample) {
    return (LayeredLearner) sample.learner(LAYOUT);
  }

  private static double learn(LayeredLearner learner, Sample sample, Example example) {
    Objective objective = Learners.objective(sample.model(LAYOUT), sample.loss());
    double loss = objective.loss(learner.predict(example.features()), example.label());
    learner.learn(example);
    return loss;
  }

  @ParameterizedTest
  @MethodSource("machines")
  void marginsAreThoseOfAllPairsOneByOne(Sample sample) {
    LayeredLearner learner = learner(sample);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      Example example = sample.example(random, 20); // Some coordinates repeat.
      double[] margins = learner.predict(example.features());
      for (int output = 0; output < margins.length; output++) {
        assertThat(margins[output])
            .isCloseTo(naive(sample, learner.lanes(), example.features(), output), within(1e-6));
      }
      learner.learn(example);
    }
  }

  private static double naive(Sample sample, float[] lanes, FeatureVector x, int output) {
    Factors form = (Factors) sample.form();
    List<LaneGroup> groups = sample.model(LAYOUT).sparse().groups();
    int width = sample.model(LAYOUT).sparse().width();
    LaneGroup weight = groups.get(2 * output);
    int factors = groups.get(2 * output + 1).first();
    double margin = 0;
    for (int i = 0; i < x.size(); i++) {
      margin += x.values()[i] * weight.optimizer().weight(lanes, at(x, i, width) + weight.first());
      for (int j = 0; j < i; j++) {
        if (isPair(form, x, i, j)) {
          for (int f = 0; f < form.rank(); f++) {
            margin +=
                factor(form, lanes, x, i, width, factors, f)
                    * factor(form, lanes, x, j, width, factors, f);
          }
        }
      }
    }
    return margin;
  }

  private static int at(FeatureVector x, int position, int width) {
    return x.indices()[position] * width;
  }

  private static boolean isPair(Factors form, FeatureVector x, int i, int j) {
    if (x.indices()[i] == form.plain() || x.indices()[j] == form.plain()) {
      return false;
    }
    if (!x.hasFields()) {
      return true;
    }
    int first = Math.min(x.fields()[i], x.fields()[j]);
    int second = Math.max(x.fields()[i], x.fields()[j]);
    return !form.without().contains(new FieldPair(first, second));
  }

  private static double factor(
      Factors form, float[] lanes, FeatureVector x, int position, int width, int first, int f) {
    Starts starts = new Starts(form.deviation(), form.rank());
    float start = starts.numbers()[starts.at(x.indices()[position]) + f];
    return (double) x.values()[position] * (lanes[at(x, position, width) + first + f] + start);
  }

  /** Nothing but the two together says what the label is. */
  private static Example exclusive(Sample sample, Random random, int fieldOfSecond) {
    int first = random.nextInt(2);
    int second = random.nextInt(2);
    FeatureVector features = new FeatureVector();
    sample.add(features, 0, 1, SampleModels.FIELDS - 1);
    sample.add(features, 10 + first, 1, 0);
    sample.add(features, 20 + second, 1, fieldOfSecond);
    return new Example(0, 0, 0, first ^ second, 1, features);
  }

  private static double lossOfExclusive(Sample sample, int fieldOfSecond) {
    LayeredLearner learner = learner(sample);
    Random random = new Random(2);
    double late = 0;
    for (int i = 0; i < 5000; i++) {
      double loss = learn(learner, sample, exclusive(sample, random, fieldOfSecond));
      late += i < 4000 ? 0 : loss / 1000;
    }
    return late;
  }

  @ParameterizedTest
  @MethodSource("machines")
  void learnsWhatOnlyTwoFeaturesTogetherSay(Sample sample) {
    assertThat(lossOfExclusive(sample, 2)).isLessThan(.1);
  }

  @Test
  void linearModelsDoNotLearnIt() {
    for (Sample sample : SampleModels.all()) {
      if (sample.form().outputs() > 1 && !(sample.form() instanceof Factors)) {
        assertThat(lossOfExclusive(sample, 2)).isGreaterThan(.65);
      }
    }
  }

  @Test
  void aPairThatIsLeftOutIsNotLearned() {
    machines()
        .filter(sample -> sample.form().fields() > 0)
        .forEach(sample -> assertThat(lossOfExclusive(sample, 1)).isGreaterThan(.65));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void theConstantHasAWeightAndNoFactors(Sample sample) {
    LayeredLearner learner = learner(sample);
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      learn(learner, sample, sample.example(random, 20));
    }
    for (LaneGroup group : sample.model(LAYOUT).sparse().groups()) {
      for (int lane = group.first(); lane < group.end(); lane++) {
        assertThat(learner.lanes()[lane] == 0)
            .isEqualTo(group.weights() > 1 || isRankOne(sample, group));
      }
    }
  }

  private static boolean isRankOne(Sample sample, LaneGroup group) {
    return ((Factors) sample.form()).rank() == 1
        && group.optimizer().equals(((Factors) sample.form()).optimizer());
  }

  @Test
  void l2ShrinksTheFactorsOfWhatIsLearned() {
    List<Double> sizes = new ArrayList<>();
    for (double l2 : new double[] {0, .01, .1}) {
      Factors form = new Factors(1, 4, new AdaGrad(.2, .1), l2, .1, 0, List.of(), -1);
      Sample sample = new Sample("l2", form, new OptimizerSpec.Sgd(.1));
      LayeredLearner learner = learner(sample);
      Random random = new Random(4);
      for (int i = 0; i < 2000; i++) {
        learn(learner, sample, exclusive(sample, random, 2));
      }
      double size = 0;
      ModelSpec model = sample.model(LAYOUT);
      FeatureVector x = Vectors.vector(10, 1, 11, 1, 20, 1, 21, 1);
      for (int i = 0; i < x.size(); i++) {
        for (int f = 0; f < 4; f++) {
          double factor = factor(form, learner.lanes(), x, i, model.sparse().width(), 1, f);
          size += factor * factor;
        }
      }
      sizes.add(size);
    }
    assertThat(sizes.get(1)).isLessThan(sizes.get(0));
    assertThat(sizes.get(2)).isLessThan(sizes.get(1));
  }
}
