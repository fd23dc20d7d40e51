package io.tributary.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplayTest {
  private static final int EXAMPLES = 4_000;
  private static final ModelSpec MODEL =
      new ModelSpec(
          "replayed", new BlockLayout(10, 4), Link.LOGISTIC, new OptimizerSpec.Ftrl(.4, 1, 0, 0));
  private static final List<Example> STREAM = stream();

  /** Three categories of known weights, the first of them the key. */
  private static List<Example> stream() {
    Random random = new Random(5);
    double[] weights = random.doubles(300, -1.5, 1.5).toArray();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      FeatureVector features = new FeatureVector();
      double margin = 0;
      for (int field = 0; field < 3; field++) {
        int feature = 100 * field + random.nextInt(100) * random.nextInt(100) / 100;
        features.add(feature * 3, 1);
        margin += weights[feature];
      }
      float label = random.nextDouble() < Link.LOGISTIC.predict(margin) ? 1 : 0;
      examples.add(new Example(features.indices()[0], i, Example.NO_TIME, label, 1, features));
    }
    return examples;
  }

  private static ReplaySettings settings(
      int replicas, Staleness staleness, int round, Schedule schedule) {
    return new ReplaySettings(
        MODEL,
        "logistic",
        replicas,
        staleness,
        RoundSize.fixed(round),
        schedule,
        new ReplaySettings.Live(10, 200, 5),
        "saturating",
        64,
        1_000,
        0);
  }

  private static ReplayResult run(ReplaySettings settings) {
    Replay replay = new Replay(settings);
    for (Example example : STREAM) {
      replay.add(example, (int) (example.key() % settings.replicas()), example.eventTime());
    }
    return replay.finish();
  }

  private static double lossOfPlainLearner() {
    Learner learner =
        new Learner(MODEL.optimizer(), Losses.named("logistic"), MODEL.layout().bits());
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (Example example : STREAM) {
      metrics.add(example.label(), learner.learn(example), example.weight(), Link.LOGISTIC);
    }
    return metrics.logLoss();
  }

  static Stream<Arguments> settings() {
    return Stream.of(Schedule.values())
        .flatMap(
            schedule ->
                Stream.of(new Staleness(0), new Staleness(1), new Staleness(3), Staleness.UNBOUNDED)
                    .flatMap(
                        staleness ->
                            Stream.of(1, 2, 5)
                                .map(replicas -> Arguments.of(schedule, staleness, replicas))));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyExampleIsLearnedAndMergedOnce(Schedule schedule, Staleness staleness, int replicas) {
    ReplayResult result = run(settings(replicas, staleness, 16, schedule));
    assertThat(result.metrics().count()).isEqualTo(EXAMPLES);
    assertThat(result.merged()).isEqualTo(EXAMPLES);
    assertThat(result.updatedCoordinates()).isBetween(1L, result.sentCoordinates());
    // Three coordinates an example at most.
    assertThat(result.updatedPerExample()).isBetween(.5, 3.);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void runsAreEqual(Schedule schedule, Staleness staleness, int replicas) {
    ReplaySettings settings = settings(replicas, staleness, 16, schedule);
    ReplayResult first = run(settings);
    ReplayResult second = run(settings);
    assertThat(second.metrics().logLoss()).isEqualTo(first.metrics().logLoss());
    assertThat(second.window().logLoss()).isEqualTo(first.window().logLoss());
    assertThat(second.metrics().auc()).isEqualTo(first.metrics().auc());
    assertThat(second.version()).isEqualTo(first.version());
    assertThat(second.updatedCoordinates()).isEqualTo(first.updatedCoordinates());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void replicasLearnNearlyAsWellAsOneLearner(Schedule schedule, Staleness staleness, int replicas) {
    double loss = run(settings(replicas, staleness, 4, schedule)).metrics().logLoss();
    assertThat(loss).isBetween(lossOfPlainLearner() * .995, lossOfPlainLearner() * 1.05);
  }

  @Test
  void oneReplicaIsThePlainLearner() {
    // Until it merges: then what is added to the master's float is a difference of two floats.
    double whole = run(settings(1, new Staleness(0), EXAMPLES, Schedule.COUNT)).metrics().logLoss();
    assertThat(whole).isEqualTo(lossOfPlainLearner());
    double rounds = run(settings(1, new Staleness(1), 8, Schedule.COUNT)).metrics().logLoss();
    assertThat(rounds).isCloseTo(lossOfPlainLearner(), within(1e-6));
  }

  @Test
  void roundsOfAReplicaEndByCount() {
    ReplayResult result = run(settings(1, new Staleness(0), 16, Schedule.COUNT));
    // The last round is empty, and says that it is the last.
    assertThat(result.version()).isEqualTo(EXAMPLES / 16 + 1);
  }

  @Test
  void alignedRoundsEndTogetherHoweverManyExamplesAReplicaHas() {
    Replay replay = new Replay(settings(4, new Staleness(1), 10, Schedule.ALIGNED));
    for (Example example : STREAM) {
      // One replica has nearly all, one has none.
      int replica = example.key() % 20 == 0 ? 1 : example.key() % 21 == 0 ? 2 : 0;
      replay.add(example, replica, example.eventTime());
    }
    ReplayResult result = replay.finish();
    assertThat(result.merged()).isEqualTo(EXAMPLES);
    assertThat(result.version()).isEqualTo(EXAMPLES / 40);
  }

  @Test
  void anEmptyStreamEnds() {
    ReplayResult result = new Replay(settings(3, new Staleness(1), 16, Schedule.COUNT)).finish();
    assertThat(result.merged()).isZero();
    assertThat(result.updatedPerExample()).isNaN();
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> settings(0, new Staleness(0), 16, Schedule.COUNT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number is not positive: replicas=0");
  }
}
