package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.LaneGroup;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec.Ftrl;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the layer, the head and the learner of every form must hold to. */
class FormContractTest {
  private static final BlockLayout LAYOUT = new BlockLayout(5, 2);
  private static final int ROWS = LAYOUT.coordinates();
  private static final float STEP = 1 / 64f;

  static List<Sample> samples() {
    return SampleModels.all();
  }

  static Stream<Sample> layered() {
    return SampleModels.layered();
  }

  private static LayeredLearner learner(Sample sample) {
    ModelSpec model = sample.model(LAYOUT);
    return new LayeredLearner(model, Learners.objective(model, sample.loss()));
  }

  /** Lanes as of a model that has learned: weights beyond L1's threshold, masses above zero. */
  private static void fill(Sample sample, float[] lanes, Random random) {
    int width = sample.model(LAYOUT).sparse().width();
    for (int row = 0; row < lanes.length; row += width) {
      for (LaneGroup group : sample.model(LAYOUT).sparse().groups()) {
        for (int lane = group.first(); lane < group.first() + group.weights(); lane++) {
          lanes[row + lane] = (random.nextBoolean() ? 1 : -1) * (.25f + random.nextFloat());
        }
        if (group.mass() >= 0) {
          lanes[row + group.mass()] = .5f + random.nextFloat();
        }
      }
    }
  }

  private static Example distinct(Sample sample, Random random) {
    while (true) {
      Example example = sample.example(random, ROWS);
      int[] coordinates = example.features().indices();
      int size = example.features().size();
      if (Arrays.stream(coordinates, 0, size).distinct().count() == size) {
        return example;
      }
    }
  }

  @Test
  void everyFormIsTested() {
    assertThat(samples().stream().<Class<?>>map(sample -> sample.form().getClass()))
        .containsAll(
            Arrays.<Class<?>>stream(Form.class.getPermittedSubclasses())
                .filter(kind -> kind != Form.Network.class)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void rowsAreThoseOfTheForm(Sample sample) {
    ModelSpec model = sample.model(LAYOUT);
    SparseLayer layer = Layers.sparse(model);
    Head head = Layers.head(model);
    assertThat(layer.width()).isEqualTo(model.sparse().width());
    assertThat(layer.sums()).isEqualTo(head.sums());
    assertThat(head.outputs()).isEqualTo(sample.form().outputs());
    assertThat(learner(sample).lanes()).hasSize(ROWS * model.sparse().width());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void slopesAreTheDerivativesByEachSum(Sample sample) {
    Head head = Layers.head(sample.model(LAYOUT));
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      double[] sums = random.doubles(head.sums(), -2, 2).toArray();
      double[] gradients = random.doubles(head.outputs(), -1, 1).toArray();
      double[] slopes = new double[sums.length];
      double[] above = new double[head.outputs()];
      double[] below = new double[head.outputs()];
      head.margins(sums, above);
      head.slopes(sums, gradients, slopes);
      for (int k = 0; k < sums.length; k++) {
        double[] moved = sums.clone();
        moved[k] += STEP;
        head.margins(moved, above);
        moved[k] -= 2 * STEP;
        head.margins(moved, below);
        double difference = 0;
        for (int output = 0; output < above.length; output++) {
          difference += gradients[output] * (above[output] - below[output]) / (2 * STEP);
        }
        assertThat(slopes[k]).as("sum %d", k).isCloseTo(difference, within(1e-10));
      }
    }
  }

  /**
   * What a step does to each lane follows from the derivative of the loss by it: the mass of a
   * group grows by the mean of the squares, and its weights move by the rate times each.
   */
  @ParameterizedTest
  @MethodSource("samples")
  void aStepGoesAlongTheDerivativesByEachWeightAndFactor(Sample sample) {
    Random random = new Random(2);
    LayeredLearner learner = learner(sample);
    ModelSpec model = sample.model(LAYOUT);
    Objective objective = Learners.objective(model, sample.loss());
    for (int i = 0; i < 10; i++) {
      fill(sample, learner.lanes(), random);
      Example example = distinct(sample, random);
      double[] gradients = new double[objective.outputs()];
      objective.gradient(learner.predict(example.features()), example.label(), gradients);
      float[] before = learner.lanes().clone();
      float[] derivatives = derivatives(learner, example, gradients);
      learner.predict(example.features());
      assertThat(learner.learn(example)).isTrue();
      for (int row = 0; row < before.length; row += model.sparse().width()) {
        for (LaneGroup group : model.sparse().groups()) {
          requireStep(group, row, before, learner.lanes(), derivatives);
        }
      }
    }
  }

  private static float[] derivatives(LayeredLearner learner, Example example, double[] gradients) {
    float[] lanes = learner.lanes();
    float[] derivatives = new float[lanes.length];
    for (int at = 0; at < lanes.length; at++) {
      float lane = lanes[at];
      // A margin has no higher power of one weight or factor than the first.
      lanes[at] = lane + STEP;
      double[] above = learner.predict(example.features()).clone();
      lanes[at] = lane - STEP;
      double[] below = learner.predict(example.features());
      lanes[at] = lane;
      for (int output = 0; output < gradients.length; output++) {
        double difference = (above[output] - below[output]) / (2 * STEP);
        derivatives[at] += (float) (gradients[output] * difference);
      }
    }
    return derivatives;
  }

  private static void requireStep(
      LaneGroup group, int row, float[] before, float[] after, float[] derivatives) {
    double squares = 0;
    for (int lane = row + group.first(); lane < row + group.first() + group.weights(); lane++) {
      squares += derivatives[lane] * derivatives[lane];
    }
    double mass = 0;
    if (group.mass() >= 0) {
      mass = after[row + group.mass()];
      assertThat(mass - before[row + group.mass()])
          .as("growth of mass %d", row + group.mass())
          .isCloseTo(squares / group.weights(), within(2e-5 * (1 + squares)));
    }
    if (group.optimizer() instanceof Ftrl ftrl && ftrl.l1() > 0) {
      return; // Its step depends on the threshold; see FtrlOptimizerTest.
    }
    for (int lane = row + group.first(); lane < row + group.first() + group.weights(); lane++) {
      double expected = before[lane] - group.optimizer().rate(mass) * derivatives[lane];
      assertThat((double) after[lane]).as("lane %d", lane).isCloseTo(expected, within(1e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sumsOfPartsAddUpToThoseOfTheWhole(Sample sample) {
    ModelSpec model = sample.model(LAYOUT);
    SparseLayer layer = Layers.sparse(model);
    LayeredLearner learner = learner(sample);
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      fill(sample, learner.lanes(), random);
      FeatureVector features = sample.example(random, ROWS).features();
      double[] whole = new double[layer.sums()];
      layer.forward(learner.lanes(), features.indices(), features, whole);
      double[] total = new double[layer.sums()];
      for (int shard = 0; shard < 3; shard++) {
        double[] sums = new double[layer.sums()];
        FeatureVector part = new FeatureVector();
        for (int k = 0; k < features.size(); k++) {
          if (features.indices()[k] % 3 == shard) {
            int field = features.hasFields() ? features.fields()[k] : 0;
            sample.add(part, features.indices()[k], features.values()[k], field);
          }
        }
        layer.forward(learner.lanes(), part.indices(), part, sums);
        Arrays.setAll(total, k -> total[k] + sums[k]);
      }
      assertThat(total).containsExactly(whole, within(1e-5));
    }
  }

  /** A shard keeps the rows of its own coordinates only, wherever they are. */
  @ParameterizedTest
  @MethodSource("samples")
  void rowsMayLieElsewhereThanTheirCoordinatesSay(Sample sample) {
    SparseLayer layer = Layers.sparse(sample.model(LAYOUT));
    int width = layer.width();
    LayeredLearner learner = learner(sample);
    Random random = new Random(4);
    fill(sample, learner.lanes(), random);
    FeatureVector features = distinct(sample, random).features();
    int[] rows = new int[features.size()];
    float[] moved = new float[features.size() * width];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = rows.length - 1 - k;
      System.arraycopy(
          learner.lanes(), features.indices()[k] * width, moved, rows[k] * width, width);
    }
    double[] expected = new double[layer.sums()];
    double[] sums = new double[layer.sums()];
    layer.forward(learner.lanes(), features.indices(), features, expected);
    layer.forward(moved, rows, features, sums);
    assertThat(sums).isEqualTo(expected);
    double[] slopes = random.doubles(sums.length, -1, 1).toArray();
    layer.step(learner.lanes(), features.indices(), features, slopes);
    layer.step(moved, rows, features, slopes);
    for (int k = 0; k < rows.length; k++) {
      int at = features.indices()[k] * width;
      assertThat(Arrays.copyOfRange(moved, rows[k] * width, (rows[k] + 1) * width))
          .isEqualTo(Arrays.copyOfRange(learner.lanes(), at, at + width));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void rowsThatNobodyTouchedStayZero(Sample sample) {
    LayeredLearner learner = learner(sample);
    Random random = new Random(5);
    learn(learner, sample, random, 500, ROWS / 2);
    float[] lanes = learner.lanes();
    for (int at = lanes.length / 2; at < lanes.length; at++) {
      assertThat(Float.floatToRawIntBits(lanes[at])).isZero();
    }
    assertThat(learner.coordinatesInUse(ROWS)).isEqualTo(ROWS / 2);
  }

  private static void learn(
      LayeredLearner learner, Sample sample, Random random, int examples, int coordinates) {
    for (int i = 0; i < examples; i++) {
      Example example = sample.example(random, coordinates);
      learner.predict(example.features());
      learner.learn(example);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whoeverTakesOverTheLanesGoesOnToTheBit(Sample sample) {
    LayeredLearner first = learner(sample);
    learn(first, sample, new Random(6), 300, ROWS);
    LayeredLearner second = learner(sample);
    System.arraycopy(first.lanes(), 0, second.lanes(), 0, first.lanes().length);
    learn(first, sample, new Random(7), 300, ROWS);
    learn(second, sample, new Random(7), 300, ROWS);
    assertThat(second.lanes()).isEqualTo(first.lanes());
    FeatureVector features = sample.example(new Random(8), ROWS).features();
    assertThat(second.predict(features)).isEqualTo(first.predict(features));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsNotFiniteTeachesNothing(Sample sample) {
    LayeredLearner learner = learner(sample);
    Random random = new Random(9);
    learn(learner, sample, random, 50, ROWS);
    float[] before = learner.lanes().clone();
    for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int position = 0; position <= SampleModels.FIELDS; position++) {
        Example example = sample.example(random, ROWS);
        example.features().values()[position] = broken;
        learner.predict(example.features());
        assertThat(learner.learn(example)).isFalse();
        assertThat(learner.bend()).isZero();
        assertThat(learner.squaredSlope()).isZero();
      }
      Example whole = sample.example(random, ROWS);
      for (Example example :
          List.of(
              new Example(0, 0, 0, broken, 1, whole.features()),
              new Example(0, 0, 0, 1, broken, whole.features()))) {
        learner.predict(whole.features());
        assertThat(learner.learn(example)).isFalse();
      }
    }
    assertThat(learner.lanes()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void lanesStayFiniteAtExtremes(Sample sample) {
    LayeredLearner learner = learner(sample);
    float[] extremes = {
      0, Float.MIN_VALUE, 1e-20f, 1, 1e10f, 1e20f, Float.MAX_VALUE, Float.NaN, 1 / 0f
    };
    Random random = new Random(10);
    for (int i = 0; i < 3000; i++) {
      Example example = sample.example(random, ROWS / 2);
      float[] values = example.features().values();
      for (int k = 0; k < example.features().size(); k++) {
        float value = extremes[random.nextInt(extremes.length)];
        values[k] = random.nextBoolean() ? value : -value;
      }
      float weight = extremes[random.nextInt(7)];
      learner.predict(example.features());
      learner.learn(new Example(0, 0, 0, example.label(), weight, example.features()));
      requireFinite(sample, learner.lanes());
    }
  }

  private static void requireFinite(Sample sample, float[] lanes) {
    int width = sample.model(LAYOUT).sparse().width();
    for (float lane : lanes) {
      assertThat(lane).isFinite();
    }
    for (int row = 0; row < lanes.length; row += width) {
      for (LaneGroup group : sample.model(LAYOUT).sparse().groups()) {
        assertThat(group.mass() >= 0 && lanes[row + group.mass()] < 0).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSignOfTheFirstMassIsAMarkThatCountsForNothing(Sample sample) {
    int width = sample.model(LAYOUT).sparse().width();
    int mass = sample.model(LAYOUT).sparse().massLane();
    LayeredLearner plain = learner(sample);
    LayeredLearner marked = learner(sample);
    for (int row = 0; mass >= 0 && row < ROWS; row += 2) {
      marked.lanes()[row * width + mass] = -0f;
    }
    learn(plain, sample, new Random(11), 200, ROWS);
    learn(marked, sample, new Random(11), 200, ROWS);
    for (int row = 0; mass >= 0 && row < ROWS; row += 2) {
      int at = row * width + mass;
      assertThat(Float.floatToRawIntBits(marked.lanes()[at]) < 0).isTrue();
      marked.lanes()[at] = Math.abs(marked.lanes()[at]);
    }
    assertThat(marked.lanes()).isEqualTo(plain.lanes());
  }

  @ParameterizedTest
  @MethodSource("layered")
  void theLearnerOfAModelIsTheLayeredOne(Sample sample) {
    assertThat(sample.learner(LAYOUT)).isInstanceOf(LayeredLearner.class);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void learningAllocatesNothing(Sample sample) {
    LayeredLearner learner = learner(sample);
    Random random = new Random(12);
    List<Example> examples = random.ints(500).mapToObj(i -> sample.example(random, ROWS)).toList();
    learnAll(learner, examples, 20);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    learnAll(learner, examples, 100);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(100_000);
  }

  private static void learnAll(LayeredLearner learner, List<Example> examples, int times) {
    for (int t = 0; t < times; t++) {
      for (int i = 0; i < examples.size(); i++) {
        learner.predict(examples.get(i).features());
        learner.learn(examples.get(i));
      }
    }
  }
}
