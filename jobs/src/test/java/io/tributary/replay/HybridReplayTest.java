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
import io.tributary.learner.Learners;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.Network;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Adam;
import io.tributary.scoring.Contribution;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Scorer;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model with a network on top, from records to replicas, the store and the score. */
final class HybridReplayTest {
  private static final int EXAMPLES = 6_000;
  private static final BlockLayout LAYOUT = new BlockLayout(10, 4);
  private static final ExampleSchema SCHEMA =
      new ExampleSchema(
              List.of(
                  new Constant(),
                  new Categorical("user"),
                  new Categorical("item"),
                  new Numeric("price", Transform.RAW)),
              null,
              LabelKind.BINARY,
              "user",
              null,
              TimeFormat.EPOCH_MILLIS,
              null,
              LAYOUT.bits())
          .tellingFields();
  private static final AdaGrad ADA_GRAD = new AdaGrad(.05, 1e-3);
  private static final List<Map<String, Object>> RECORDS = records();
  private static final List<Example> STREAM = stream();

  @TempDir private Path directory;

  static List<OptimizerSpec> networks() {
    return List.of(ADA_GRAD, new Adam(.003, .9, .999, 1e-8));
  }

  private static ModelSpec model(OptimizerSpec network) {
    int plain = Featurizer.constantCoordinate(SCHEMA);
    Factors machine = new Factors(1, 4, new AdaGrad(.2, 1), 0, .05, 4, List.of(), plain);
    Network form = new Network(machine, List.of(8), List.of(3), network);
    OptimizerSpec linear = new OptimizerSpec.Ftrl(.2, 1, .05, 0);
    return new ModelSpec("h", LAYOUT, Link.LOGISTIC, linear, form);
  }

  private static List<Map<String, Object>> records() {
    Random random = new Random(5);
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      records.add(
          Map.of(
              "user",
              "u" + random.nextInt(12),
              "item",
              "i" + random.nextInt(12),
              "price",
              (1 + random.nextInt(100)) / 100.));
    }
    return records;
  }

  /** Likes depend on user and item together; a field alone says nothing. */
  private static List<Example> stream() {
    Featurizer featurizer = new Featurizer(SCHEMA);
    FieldValues values = new FieldValues(featurizer.fields());
    Random random = new Random(6);
    List<Example> stream = new ArrayList<>();
    for (Map<String, Object> record : RECORDS) {
      values.set(record);
      Example example = featurizer.example(values, Example.NO_TIME);
      boolean likes =
          String.valueOf(record.get("user")).hashCode() % 2
              == String.valueOf(record.get("item")).hashCode() % 2;
      float label = random.nextInt(10) == 0 == likes ? 0 : 1;
      stream.add(
          new Example(
              example.key(), Example.NO_TIME, Example.NO_TIME, label, 1, example.features()));
    }
    return stream;
  }

  private static Replay replay(
      ModelSpec model, int replicas, RoundSize size, Schedule schedule, Staleness staleness) {
    ReplaySettings settings =
        new ReplaySettings(
            model,
            "logistic",
            replicas,
            staleness,
            size,
            schedule,
            new ReplaySettings.Live(10, 200, 5),
            "weighted",
            64,
            1_000,
            0);
    Replay replay = new Replay(settings);
    for (int i = 0; i < STREAM.size(); i++) {
      Example example = STREAM.get(i);
      replay.add(example, (int) Math.floorMod(example.key(), (long) replicas), i);
    }
    return replay;
  }

  private static double lossOfPlainLearner(ModelSpec model) {
    LayeredLearner learner = (LayeredLearner) Learners.of(model, "logistic");
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (Example example : STREAM) {
      double margin = learner.predict(example.features())[0];
      metrics.add(example.label(), margin, 1, Link.LOGISTIC);
      learner.learn(example);
    }
    return metrics.logLoss();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void oneReplicaIsThePlainLearner(OptimizerSpec network) {
    ModelSpec model = model(network);
    RoundSize whole = RoundSize.fixed(EXAMPLES);
    Replay replay = replay(model, 1, whole, Schedule.COUNT, new Staleness(0));
    double plain = lossOfPlainLearner(model);
    assertThat(replay.finish().metrics().logLoss()).isEqualTo(plain);
    Replay rounds = replay(model, 1, RoundSize.fixed(8), Schedule.COUNT, new Staleness(1));
    assertThat(rounds.finish().metrics().logLoss()).isCloseTo(plain, within(1e-3));
    assertThat(plain).as("log-loss, .69 of any sum over the fields").isLessThan(.5);
  }

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void fourReplicasLearnEachExampleOnceAndTheSameAtEveryRun(Schedule schedule) {
    for (OptimizerSpec network : networks()) {
      for (Staleness staleness : List.of(new Staleness(0), new Staleness(1), Staleness.UNBOUNDED)) {
        ModelSpec model = model(network);
        RoundSize size = RoundSize.fixed(8);
        ReplayResult first = replay(model, 4, size, schedule, staleness).finish();
        ReplayResult second = replay(model, 4, size, schedule, staleness).finish();
        assertThat(first.merged()).isEqualTo(EXAMPLES);
        assertThat(first.metrics().count()).isEqualTo(EXAMPLES);
        assertThat(second.metrics().logLoss()).isEqualTo(first.metrics().logLoss());
        assertThat(first.metrics().logLoss()).as("%s %s", network, staleness).isLessThan(.65);
      }
    }
  }

  @Test
  void fourReplicasWhoseRoundsGrowLearnNearlyAsWellAsOne() {
    RoundSize size = new RoundSize(1, 256, RoundSize.DEFAULT_SHARE, 256);
    ModelSpec model = model(ADA_GRAD);
    double loss =
        replay(model, 4, size, Schedule.ALIGNED, new Staleness(0)).finish().metrics().logLoss();
    assertThat(loss).isLessThan(1.02 * lossOfPlainLearner(model));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theScorerSaysWhatTheLearnerWouldToTheBit(OptimizerSpec network) {
    ModelSpec model = model(network);
    LayeredLearner learner = (LayeredLearner) Learners.of(model, "logistic");
    for (Example example : STREAM) {
      double[] unused = learner.predict(example.features());
      learner.learn(example);
    }
    RoundSize whole = RoundSize.fixed(EXAMPLES);
    Replay replay = replay(model, 1, whole, Schedule.COUNT, new Staleness(0));
    ReplayResult unused = replay.finish();
    try (ModelStore store =
        ChronicleModelStore.create(
            directory.resolve("h.store"), model, SchemaFingerprint.of(SCHEMA))) {
      Scorer scorer = new Scorer(store, SCHEMA);
      double empty = scorer.score(RECORDS.get(0)).margin();
      replay.writeTo(store);
      assertThat(scorer.score(RECORDS.get(0)).margin()).isNotEqualTo(empty);
      for (int i = 0; i < 300; i++) {
        double margin = learner.predict(STREAM.get(i).features())[0];
        assertThat(scorer.score(RECORDS.get(i)).margin()).isEqualTo(margin);
      }
    }
  }

  @Test
  void anExplanationAddsUpToTheMargin() {
    ModelSpec model = model(ADA_GRAD);
    Replay replay = replay(model, 4, RoundSize.fixed(8), Schedule.COUNT, new Staleness(1));
    ReplayResult unused = replay.finish();
    try (ModelStore store =
        ChronicleModelStore.create(
            directory.resolve("h.store"), model, SchemaFingerprint.of(SCHEMA))) {
      replay.writeTo(store);
      Scorer scorer = new Scorer(store, SCHEMA);
      for (int i = 0; i < 100; i++) {
        Explanation explanation = scorer.explain(RECORDS.get(i));
        assertThat(explanation.score()).isEqualTo(scorer.score(RECORDS.get(i)));
        assertThat(explanation.contributions())
            .extracting(Contribution::name)
            .containsExactlyInAnyOrder("constant", "user", "item", "price", "network");
        double sum = explanation.contributions().stream().mapToDouble(Contribution::amount).sum();
        assertThat(sum).isCloseTo(explanation.score().margin(), within(1e-6));
      }
    }
  }
}
