package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two halves of a model, each learned in its own place. */
final class HeadLearnerTest {
  private static final int FIELDS = 3;
  private static final BlockLayout LAYOUT = new BlockLayout(6, 1);

  private static ModelSpec model(Form form) {
    return new ModelSpec("m", LAYOUT, Link.LOGISTIC, new OptimizerSpec.Ftrl(.3, 1, 0, 0), form);
  }

  private static ModelSpec network() {
    Form.Factors factors =
        new Form.Factors(1, 2, new AdaGrad(.1, .01), 0, .2, FIELDS, List.of(), -1);
    return model(new Form.Network(factors, List.of(4), List.of(2), new AdaGrad(.05, .01)));
  }

  private static Example example(Random random) {
    FeatureVector features = new FeatureVector();
    int first = random.nextInt(8);
    int second = random.nextInt(8);
    features.add(first, 1, 0);
    features.add(10 + second, 1, 1);
    features.add(30, random.nextFloat(), 2);
    return new Example(0, 0, 0, (first + second) % 2, random.nextInt(3), features);
  }

  @Test
  void bothHalvesComeToWhatTheWholeLearns() {
    ModelSpec model = network();
    LayeredLearner whole = (LayeredLearner) Learners.of(model, "logistic");
    SparseLayer rows = Layers.sparse(model);
    HeadLearner head = new HeadLearner(model, Learners.objective(model, "logistic"));
    float[] lanes = new float[LAYOUT.coordinates() * rows.width()];
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      Example example = example(random);
      FeatureVector features = example.features();
      double[] sums = new double[rows.sums()];
      rows.forward(lanes, features.indices(), features, sums);
      FeatureVector told = new FeatureVector();
      for (int sum = 0; sum < sums.length; sum++) {
        told.add(sum, (float) sums[sum]);
      }
      double expected = whole.predict(features)[0];
      assertThat(head.predict(told)[0]).as("example %d", i).isCloseTo(expected, within(1e-3));
      whole.learn(example);
      head.learn(new Example(0, 0, 0, example.label(), example.weight(), told));
      rows.step(lanes, features.indices(), features, head.step().slopes());
    }
    float[] learned = whole.tables().get(1);
    double moved = 0;
    for (int i = 0; i < learned.length; i++) {
      assertThat(head.lanes()[i]).as("lane %d", i).isCloseTo(learned[i], within(1e-3f));
      moved += Math.abs(learned[i]);
    }
    assertThat(moved).as("how far the network has moved").isGreaterThan(1);
  }

  @Test
  void whatIsNotFiniteTeachesNothing() {
    HeadLearner head = new HeadLearner(network(), Learners.objective(network(), "logistic"));
    for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      FeatureVector sums = new FeatureVector();
      for (int sum = 0; sum < head.step().sums(); sum++) {
        sums.add(sum, odd);
      }
      double[] unused = head.predict(sums);
      boolean learned = head.learn(new Example(0, 0, 0, 1, 1, sums));
      assertThat(head.lanes()).containsOnly(0);
      assertThat(head.step().slopes()).as("learned=%s", learned).doesNotContain(Double.NaN);
      assertThat(head.step().damping()).isFinite();
    }
  }

  @Test
  void onlyADenseTableCanBeLearned() {
    ModelSpec linear = model(Form.linear());
    assertThatThrownBy(() -> new HeadLearner(linear, Learners.objective(linear, "logistic")))
        .hasMessageStartingWith("model has no dense table: form=");
    HeadLearner head = new HeadLearner(network(), Learners.objective(network(), "logistic"));
    FeatureVector sums = new FeatureVector();
    sums.add(0, 1);
    assertThatThrownBy(() -> head.predict(sums))
        .hasMessageStartingWith("example has another number of sums: sums=1 expected=");
  }

  @Test
  void itsTableIsNumberedAsIfThereWereNoOther() {
    ModelSpec model = network();
    HeadLearner head = new HeadLearner(model, Learners.objective(model, "logistic"));
    assertThat(head.tables(LAYOUT)).hasSize(1);
    assertThat(head.tables(LAYOUT).get(0).firstBlock()).isZero();
    assertThat(head.tables(LAYOUT).get(0).denseRows()).isEqualTo(model.form().denseRows());
    assertThat(head.lanes()).isSameAs(head.tables().get(0));
  }
}
