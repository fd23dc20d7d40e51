package io.tributary.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldValues;
import io.tributary.example.LabelKind;
import io.tributary.example.SchemaFingerprint;
import io.tributary.example.TimeFormat;
import io.tributary.example.Transform;
import io.tributary.learner.LayeredLearner;
import io.tributary.learner.Learner;
import io.tributary.learner.ModelLearner;
import io.tributary.learner.SampleModels;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Form.Factors;
import io.tributary.model.LaneGroup;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec.Ftrl;
import io.tributary.model.TableSpec;
import io.tributary.scoring.Contribution;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;
import io.tributary.scoring.Scorer;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is served of a model of each form is what its learner computes, to the bit. */
final class ServedFormsTest {
  private static final BlockLayout LAYOUT = new BlockLayout(8, 4);
  private static final int EXAMPLES = 1000;
  private static final ExampleSchema SCHEMA =
      new ExampleSchema(
          List.of(
              new Constant(),
              new Categorical("a"),
              new Categorical("b"),
              new Categorical("c"),
              new Numeric("x", Transform.RAW)),
          null,
          LabelKind.BINARY,
          null,
          null,
          TimeFormat.EPOCH_MILLIS,
          null,
          LAYOUT.bits());

  @TempDir Path directory;

  static Stream<Sample> samples() {
    return SampleModels.all().stream().map(ServedFormsTest::ofSchema);
  }

  /** With the schema's constant, and as many fields as it has features. */
  private static Sample ofSchema(Sample sample) {
    if (!(sample.form() instanceof Factors form)) {
      return sample;
    }
    Form ofSchema =
        new Factors(
            form.outputs(),
            form.rank(),
            form.optimizer(),
            form.l2(),
            form.deviation(),
            form.fields() > 0 ? SCHEMA.features().size() : 0,
            form.without(),
            Featurizer.constantCoordinate(SCHEMA));
    return new Sample(sample.name(), ofSchema, sample.optimizer());
  }

  private static List<Map<String, Object>> records(int seed) {
    Random random = new Random(seed);
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      records.add(
          Map.of(
              "a",
              random.nextInt(9),
              "b",
              random.nextInt(9),
              "c",
              random.nextInt(50),
              "x",
              random.nextDouble()));
    }
    return records;
  }

  private static List<Example> examples(Sample sample, List<Map<String, Object>> records) {
    boolean needsFields = sample.form().fields() > 0;
    Featurizer featurizer = new Featurizer(needsFields ? SCHEMA.tellingFields() : SCHEMA);
    FieldValues values = new FieldValues(featurizer.fields());
    List<Example> examples = new ArrayList<>();
    for (Map<String, Object> record : records) {
      values.set(record);
      Example example = featurizer.example(values, Example.NO_TIME);
      int together = (int) record.get("a") * (int) record.get("b");
      int label = together % Math.max(2, sample.form().outputs());
      examples.add(new Example(0, Example.NO_TIME, Example.NO_TIME, label, 1, example.features()));
    }
    return examples;
  }

  private static double[] predict(ModelLearner learner, Example example) {
    if (learner instanceof Learner linear) {
      return new double[] {linear.margin(example.features())};
    }
    return ((LayeredLearner) learner).predict(example.features());
  }

  private static ModelLearner trained(Sample sample) {
    ModelLearner learner = sample.learner(LAYOUT);
    for (Example example : examples(sample, records(1))) {
      if (learner instanceof Learner linear) {
        linear.learn(example);
      } else if (learner instanceof LayeredLearner layered) {
        layered.predict(example.features());
        layered.learn(example);
      }
    }
    return learner;
  }

  private ModelStore store(Sample sample, String name) {
    return ChronicleModelStore.create(
        directory.resolve(name), sample.model(LAYOUT), SchemaFingerprint.of(SCHEMA));
  }

  /** Trains in memory, in one round or in many, and writes what is merged. */
  private static void replay(Sample sample, int replicas, int round, ModelStore store) {
    Replay replay =
        new Replay(
            new ReplaySettings(
                sample.model(LAYOUT),
                sample.loss(),
                replicas,
                new Staleness(0),
                RoundSize.fixed(round),
                Schedule.ALIGNED,
                new ReplaySettings.Live(10, 200, 5),
                "weighted",
                64,
                1000,
                0));
    List<Example> examples = examples(sample, records(1));
    for (int i = 0; i < examples.size(); i++) {
      replay.add(examples.get(i), i % replicas, i);
    }
    assertThat(replay.finish().merged()).isEqualTo(EXAMPLES);
    replay.writeTo(store);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void scoresAreThoseOfTheLearnerToTheBit(Sample sample) {
    ModelLearner learner = trained(sample);
    try (ModelStore store = store(sample, "m.store")) {
      write(sample.model(LAYOUT).sparse(), learner.lanes(), store);
      assertEqualScores(sample, learner, store);
    }
  }

  private static void write(TableSpec table, float[] lanes, ModelStore store) {
    for (int block = 0; block < store.blocks(); block++) {
      float[] ofBlock =
          Arrays.copyOfRange(lanes, block * table.blockLanes(), (block + 1) * table.blockLanes());
      float[] weights = new float[table.blockWeights()];
      table.copyWeights(ofBlock, weights);
      store.write(new BlockHeader(block, 1, 1, 1, EXAMPLES, 1), weights);
    }
  }

  private static void assertEqualScores(Sample sample, ModelLearner learner, ModelStore store) {
    Scorer scorer = new Scorer(store, SCHEMA);
    List<Map<String, Object>> records = records(2);
    List<Example> examples = examples(sample, records);
    for (int i = 0; i < EXAMPLES; i++) {
      double[] margins = predict(learner, examples.get(i));
      Score score = scorer.score(records.get(i));
      double most = Arrays.stream(margins).max().orElseThrow();
      assertThat(score.margin()).isEqualTo(most);
      if (margins.length == 1) {
        assertThat(score.prediction()).isEqualTo(Link.LOGISTIC.predict(most));
        assertThat(score.probabilities()).isEmpty();
        continue;
      }
      assertThat(margins[(int) score.prediction()]).isEqualTo(most);
      double sum = Arrays.stream(margins).map(margin -> Math.exp(margin - most)).sum();
      for (int c = 0; c < margins.length; c++) {
        assertThat(score.probabilities().get(c))
            .isCloseTo(Math.exp(margins[c] - most) / sum, within(1e-15));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void oneReplicaInOneRoundIsThePlainLearner(Sample sample) {
    ModelLearner learner = trained(sample);
    try (ModelStore plain = store(sample, "plain.store");
        ModelStore replayed = store(sample, "replayed.store")) {
      write(sample.model(LAYOUT).sparse(), learner.lanes(), plain);
      replay(sample, 1, EXAMPLES + 1, replayed);
      assertThat(replayed.checksum()).isEqualTo(plain.checksum());
      assertEqualScores(sample, learner, replayed);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatFourReplicasLearnedIsServedToTheBit(Sample sample) {
    ModelSpec model = sample.model(LAYOUT);
    try (ModelStore store = store(sample, "m.store")) {
      replay(sample, 4, 16, store);
      if (!(sample.optimizer() instanceof Ftrl ftrl && ftrl.l1() > 0)) {
        // Without L1 the weights are lanes themselves.
        assertEqualScores(sample, withWeights(sample, model.sparse(), store), store);
      }
      ModelStore again = store(sample, "again.store");
      replay(sample, 4, 16, again);
      assertThat(again.checksum()).isEqualTo(store.checksum());
      again.close();
    }
  }

  private static ModelLearner withWeights(Sample sample, TableSpec table, ModelStore store) {
    ModelLearner learner = sample.learner(LAYOUT);
    float[] weights = new float[table.weights()];
    for (int row = 0; row < LAYOUT.coordinates(); row++) {
      store.weights(new int[] {row}, 1, weights);
      int at = 0;
      for (LaneGroup group : table.groups()) {
        System.arraycopy(
            weights, at, learner.lanes(), row * table.width() + group.first(), group.weights());
        at += group.weights();
      }
    }
    return learner;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void contributionsAddUpToTheMargin(Sample sample) {
    try (ModelStore store = store(sample, "m.store")) {
      replay(sample, 4, 16, store);
      Scorer scorer = new Scorer(store, SCHEMA);
      for (Map<String, Object> record : records(3).subList(0, 200)) {
        Explanation explanation = scorer.explain(record);
        assertThat(explanation.score()).isEqualTo(scorer.score(record));
        assertThat(explanation.contributions()).hasSize(5);
        double sum = explanation.contributions().stream().mapToDouble(Contribution::amount).sum();
        assertThat(sum)
            .isCloseTo(
                explanation.score().margin(),
                within(1e-5)); // Factors are added up in single precision.
      }
    }
  }
}
