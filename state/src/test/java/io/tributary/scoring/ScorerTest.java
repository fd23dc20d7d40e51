package io.tributary.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.ExampleSchema;
import io.tributary.example.FeatureDefinition;
import io.tributary.example.FeatureDefinition.Categorical;
import io.tributary.example.FeatureDefinition.Constant;
import io.tributary.example.FeatureDefinition.Cross;
import io.tributary.example.FeatureDefinition.Numeric;
import io.tributary.example.FeatureKeys;
import io.tributary.example.FeatureVector;
import io.tributary.example.Featurizer;
import io.tributary.example.FieldValues;
import io.tributary.example.LabelKind;
import io.tributary.example.Murmur3;
import io.tributary.example.SchemaFingerprint;
import io.tributary.example.TimeFormat;
import io.tributary.example.Transform;
import io.tributary.example.UnusableRecordException;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.KeyedWeights;
import io.tributary.store.ModelStore;
import io.tributary.store.ModelStores;
import io.tributary.store.WrongStoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerTest {
  private static final BlockLayout LAYOUT = new BlockLayout(10, 4);
  private static final Categorical ORIGIN = new Categorical("origin");
  private static final Categorical CARRIER = new Categorical("carrier");
  private static final ExampleSchema SCHEMA =
      schema(
          LAYOUT.bits(),
          new Constant(),
          ORIGIN,
          CARRIER,
          new Cross(List.of(ORIGIN, CARRIER)),
          new Numeric("distance", Transform.RAW));

  @TempDir Path directory;
  private final float[] model = new float[LAYOUT.coordinates()];
  private ModelStore store;

  @BeforeEach
  void open() {
    store = create("m", SCHEMA);
  }

  private ModelStore create(String name, ExampleSchema schema) {
    return ChronicleModelStore.create(
        directory.resolve(name + ".store"), spec(Link.LOGISTIC), SchemaFingerprint.of(schema));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anEmptyModelSaysOneHalf() {
    Score score = new Scorer(store, SCHEMA).score(Map.of("origin", "ATL"));
    assertThat(score).isEqualTo(new Score(0, .5, 0, Example.NO_TIME));
  }

  @Test
  void theMarginIsTheSumOverTheFeaturesOfTraining() {
    fill();
    Scorer scorer = new Scorer(store, SCHEMA);
    Featurizer featurizer = new Featurizer(SCHEMA);
    FieldValues values = new FieldValues(featurizer.fields());
    FeatureVector vector = new FeatureVector();
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      Map<String, Object> record = record(random);
      values.set(record);
      featurizer.features(values, vector);
      double margin = 0;
      for (int j = 0; j < vector.size(); j++) {
        margin += (double) model[vector.indices()[j]] * vector.values()[j];
      }
      Score score = scorer.score(record);
      assertThat(score).isEqualTo(scorer.score(values));
      assertThat(score.margin()).isEqualTo(margin);
      assertThat(score.prediction()).isEqualTo(Link.LOGISTIC.predict(margin));
      assertThat(score.version()).isBetween(10L, 13L);
      assertThat(score.newestEventTime()).isBetween(1000L, 1003L);
    }
  }

  @Test
  void contributionsAddUpToTheMarginLargestFirst() {
    fill();
    Scorer scorer = new Scorer(store, SCHEMA);
    Random random = new Random(8);
    for (int i = 0; i < 100; i++) {
      Map<String, Object> record = record(random);
      Explanation explanation = scorer.explain(record);
      assertThat(explanation.score()).isEqualTo(scorer.score(record));
      double sum = 0;
      double last = Double.POSITIVE_INFINITY;
      for (Contribution part : explanation.contributions()) {
        assertThat(part.amount()).isEqualTo((double) part.weight() * part.x());
        assertThat(Math.abs(part.amount())).isLessThanOrEqualTo(last);
        last = Math.abs(part.amount());
        sum += part.amount();
      }
      assertThat(sum).isCloseTo(explanation.score().margin(), within(1e-9));
    }
  }

  @Test
  void anExplanationNamesTheFeatures() {
    fill();
    Explanation explanation =
        new Scorer(store, SCHEMA).explain(Map.of("origin", "ATL", "distance", 2.5));
    assertThat(explanation.contributions())
        .extracting(part -> part.name() + "=" + part.value() + " " + part.x())
        .containsExactlyInAnyOrder("constant= 1.0", "origin=ATL 1.0", "distance=2.5 2.5");
  }

  @Test
  void refusesFeaturesOfAnotherSizeAndRecordsThatCanNotBeScored() {
    assertThatThrownBy(() -> new Scorer(store, schema(11, new Constant())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("features do not fit the model: model=m bits=10 featureBits=11");
    Scorer scorer = new Scorer(store, SCHEMA);
    assertThatThrownBy(() -> scorer.score(Map.of("distance", "far")))
        .isInstanceOf(UnusableRecordException.class);
  }

  @Test
  void refusesWeightsOfOtherFeatures() {
    ExampleSchema scaled =
        schema(LAYOUT.bits(), ORIGIN, new Numeric("distance", new Transform.Scale(2)));
    assertThatThrownBy(() -> new Scorer(store, scaled))
        .isInstanceOf(WrongStoreException.class)
        .hasMessageStartingWith("model store belongs to other features: model=m features=")
        .hasMessageContaining("onlyWanted=[numeric scale 2.0 \"distance\"]");
    try (ModelStore unknown =
        ChronicleModelStore.create(directory.resolve("unknown.store"), spec(Link.LOGISTIC))) {
      assertThatThrownBy(() -> new Scorer(unknown, SCHEMA)).isInstanceOf(WrongStoreException.class);
    }
  }

  @Test
  void growsWithTheNumberOfFeatures() {
    FeatureDefinition[] many = new FeatureDefinition[50];
    Map<String, Integer> record = new HashMap<>();
    for (int i = 0; i < many.length; i++) {
      many[i] = new Categorical("f" + i);
      record.put("f" + i, i);
    }
    store.close();
    store = create("many", schema(LAYOUT.bits(), many));
    fill();
    Scorer scorer = new Scorer(store, schema(LAYOUT.bits(), many));
    assertThat(scorer.explain(record).contributions()).hasSize(50);
    assertThat(scorer.score(record)).isEqualTo(scorer.explain(record).score());
  }

  private void fill() {
    Random random = new Random(3);
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      float[] weights = new float[LAYOUT.blockSize()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextGaussian();
      }
      System.arraycopy(weights, 0, model, LAYOUT.firstOf(block), weights.length);
      store.write(new BlockHeader(block, 1, 10 + block, 1000 + block, 5, 0), weights);
    }
  }

  private static Map<String, Object> record(Random random) {
    return Map.of(
        "origin",
        "o" + random.nextInt(20),
        "carrier",
        random.nextInt(9),
        "distance",
        random.nextDouble() * 10);
  }

  private static ModelSpec spec(Link link) {
    return new ModelSpec("m", LAYOUT, link, new OptimizerSpec.Sgd(.1));
  }

  private static ExampleSchema schema(int bits, FeatureDefinition... features) {
    return new ExampleSchema(
        List.of(features), null, LabelKind.BINARY, null, null, TimeFormat.EPOCH_MILLIS, null, bits);
  }

  @Test
  void aFeatureWithARowOfItsOwnIsFoundByItsHash() {
    ExampleSchema keyed = schema(LAYOUT.bits(), new Constant(), ORIGIN).withKeys();
    ModelSpec spec =
        new ModelSpec(
            "k",
            new BlockLayout(FeatureKeys.BITS, 4),
            Link.IDENTITY,
            new OptimizerSpec.Sgd(.1),
            Form.linear(),
            new TableKind.Exact(1, 0, 100));
    long origin = hash("origin=ATL");
    int block = spec.layout().blockOf(FeatureKeys.coordinate(origin));
    try (ModelStore rows =
        ModelStores.create(directory.resolve("k.store"), spec, SchemaFingerprint.of(keyed))) {
      Scorer scorer = new Scorer(rows, keyed);
      assertThat(scorer.score(Map.of("origin", "ATL")).prediction()).isZero();
      rows.write(
          new BlockHeader(block, 1, 1, 5, 5, 5),
          new KeyedWeights(false, new long[] {origin}, new long[0], new float[] {.5f}));
      assertThat(scorer.score(Map.of("origin", "ATL")).prediction()).isEqualTo(.5);
      assertThat(scorer.explain(Map.of("origin", "ATL")).contributions().get(0).amount())
          .isEqualTo(.5);
      assertThat(scorer.score(Map.of("origin", "BOS")).prediction()).isZero();
    }
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Murmur3.hash64(bytes, 0, bytes.length);
  }
}
