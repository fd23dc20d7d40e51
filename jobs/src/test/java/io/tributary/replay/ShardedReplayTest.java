package io.tributary.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureKeys;
import io.tributary.example.FeatureVector;
import io.tributary.example.SchemaFingerprint;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.TableKind.Exact;
import io.tributary.sharded.BatchSize;
import io.tributary.sharded.TableCounts;
import io.tributary.store.ModelStore;
import io.tributary.store.ModelStores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShardedReplayTest {
  private static final OptimizerSpec FTRL = new OptimizerSpec.Ftrl(.4, 1, 0, 0);

  private static ModelSpec model(int blocks) {
    return new ModelSpec("model", new BlockLayout(10, blocks), Link.LOGISTIC, FTRL);
  }

  private static List<Example> stream(int count) {
    Random random = new Random(5);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FeatureVector features = new FeatureVector();
      double margin = -.5;
      features.add(0, 1);
      for (int field = 1; field < 9; field++) {
        int value = (int) Math.abs(random.nextGaussian() * 6);
        features.add(field * 100 + value, 1);
        margin += (value % 3 - 1) * .6;
      }
      float label = random.nextDouble() < Link.LOGISTIC.predict(margin) ? 1 : 0;
      examples.add(new Example(i, i, i, label, 1, features));
    }
    return examples;
  }

  private static ReplayResult replay(int blocks, int sources, BatchSize size, int inFlight) {
    ShardedReplay replay =
        new ShardedReplay(
            new ShardedSettings(model(blocks), "logistic", sources, size, inFlight, 100));
    List<Example> examples = stream(20_000);
    for (int i = 0; i < examples.size(); i++) {
      replay.add(examples.get(i), i % sources, 0);
    }
    ReplayResult result = replay.finish();
    assertThat(result.merged()).isEqualTo(examples.size());
    assertThat(result.metrics().count()).isEqualTo(examples.size());
    return result;
  }

  private static double sequentialLoss() {
    Learner learner = new Learner(FTRL, Losses.named("logistic"), 10);
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (Example example : stream(20_000)) {
      metrics.add(example.label(), learner.learn(example), example.weight(), Link.LOGISTIC);
    }
    return metrics.logLoss();
  }

  @Test
  void oneExampleAtATimeIsTheSequentialLearner() {
    ReplayResult result = replay(4, 1, BatchSize.fixed(1), 0);
    assertThat(result.metrics().logLoss()).isCloseTo(sequentialLoss(), within(1e-6));
  }

  @Test
  void manyExamplesInFlightLoseLittle() {
    double sequential = sequentialLoss();
    for (int blocks : new int[] {1, 4, 64}) {
      double loss = replay(blocks, 1, BatchSize.fixed(64), 4).metrics().logLoss();
      assertThat(loss).as("blocks=%d", blocks).isLessThan(sequential * 1.02);
    }
    double grown = replay(4, 4, new BatchSize(1, 64, .001), 2).metrics().logLoss();
    assertThat(grown).isLessThan(sequential * 1.005);
  }

  @Test
  void noNumberOfExamplesInFlightDiverges() {
    double loss = replay(4, 1, BatchSize.fixed(1000), 4).metrics().logLoss();
    assertThat(loss).isLessThan(Math.log(2));
  }

  @Test
  void aStreamWithoutExamplesEnds() {
    ShardedReplay replay =
        new ShardedReplay(new ShardedSettings(model(2), "logistic", 3, BatchSize.fixed(4), 1, 100));
    assertThat(replay.finish().merged()).isZero();
  }

  private static Example keyed(Example example) {
    FeatureVector keyed = new FeatureVector();
    FeatureVector features = example.features();
    for (int i = 0; i < features.size(); i++) {
      // The first bits are the coordinate of the hashed model, so that blocks are the same.
      keyed.addKey((long) features.indices()[i] << 54 | 5, features.values()[i]);
    }
    return new Example(
        example.key(), example.eventTime(), example.sentTime(), example.label(), 1, keyed);
  }

  private static ShardedReplay exact(Exact kind, List<Example> examples) {
    ModelSpec model =
        new ModelSpec(
            "model",
            new BlockLayout(FeatureKeys.BITS, 4),
            Link.LOGISTIC,
            FTRL,
            Form.linear(),
            kind);
    ShardedReplay replay =
        new ShardedReplay(
            new ShardedSettings(model, "logistic", 2, new BatchSize(1, 64, .001), 1, 100));
    for (int i = 0; i < examples.size(); i++) {
      replay.add(keyed(examples.get(i)), i % 2, 0);
    }
    return replay;
  }

  @Test
  void anExactTableThatKeepsAllLearnsWhatAHashedOneWithoutCollisionsDoes() {
    List<Example> examples = stream(5_000);
    ShardedReplay hashed =
        new ShardedReplay(
            new ShardedSettings(model(4), "logistic", 2, new BatchSize(1, 64, .001), 1, 100));
    for (int i = 0; i < examples.size(); i++) {
      hashed.add(examples.get(i), i % 2, 0);
    }
    ReplayResult expected = hashed.finish();
    ShardedReplay exact = exact(new Exact(1, 0, 10_000), examples);
    ReplayResult result = exact.finish();
    assertThat(result.metrics().toString()).isEqualTo(expected.metrics().toString());
    assertThat(Objects.requireNonNull(result.table()).rows())
        .isEqualTo(
            examples.stream()
                .flatMapToInt(example -> Arrays.stream(example.features().copy().indices()))
                .distinct()
                .count());
  }

  @Test
  void rowsAreBoundedByWhatIsAdmittedAndByTime() {
    List<Example> examples = stream(5_000);
    long all = rows(new Exact(1, 0, 10_000), examples);
    assertThat(rows(new Exact(20, 0, 10_000), examples)).isBetween(1L, all - 1);
    assertThat(rows(new Exact(1, 100, 10_000), examples)).isBetween(1L, all - 1);
    assertThat(rows(new Exact(1, 0, 40), examples)).isEqualTo(40);
  }

  private static long rows(Exact kind, List<Example> examples) {
    ShardedReplay replay = exact(kind, examples);
    ReplayResult result = replay.finish();
    assertThat(result.merged()).isEqualTo(examples.size());
    TableCounts counts = Objects.requireNonNull(result.table());
    assertThat(counts.admitted() - counts.expired()).isEqualTo(counts.rows());
    assertThat(counts.refused() > 0).isEqualTo(kind.maxFeatures() < 100);
    return counts.rows();
  }

  @Test
  void aStoreOfAnExactTableHasTheWeightsOfEachFeature(@TempDir Path directory) {
    List<Example> examples = stream(2_000);
    ShardedReplay replay = exact(new Exact(1, 0, 1_000), examples);
    ShardedReplay again = exact(new Exact(1, 0, 1_000), examples);
    replay.finish();
    again.finish();
    ModelSpec model =
        new ModelSpec(
            "model",
            new BlockLayout(FeatureKeys.BITS, 4),
            Link.LOGISTIC,
            FTRL,
            Form.linear(),
            new Exact(1, 0, 1_000));
    try (ModelStore store =
            ModelStores.create(directory.resolve("a"), model, SchemaFingerprint.NONE);
        ModelStore other =
            ModelStores.create(directory.resolve("b"), model, SchemaFingerprint.NONE)) {
      replay.writeTo(store);
      again.writeTo(other);
      assertThat(store.checksum()).isEqualTo(other.checksum());
      assertThat(store.examples()).isEqualTo(examples.size());
      FeatureVector features = keyed(examples.get(0)).features();
      float[] weights = new float[features.size()];
      store.weights(features.keys(), features.size(), weights);
      assertThat(weights).doesNotContain(0f);
    }
  }
}
