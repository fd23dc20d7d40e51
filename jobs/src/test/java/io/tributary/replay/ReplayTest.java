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
    return settings(replicas, staleness, RoundSize.fixed(round), schedule, 0);
  }

  private static ReplaySettings settings(
      int replicas, Staleness staleness, RoundSize size, Schedule schedule, long maxDrift) {
    return new ReplaySettings(
        MODEL,
        "logistic",
        replicas,
        staleness,
        size,
        schedule,
        new ReplaySettings.Live(10, 200, 5),
        "saturating",
        64,
        1_000,
        maxDrift);
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
  void onALiveStreamOfRareExamplesReplicasLoseNothing() {
    ReplaySettings settings =
        settings(4, new Staleness(1), new RoundSize(1, 64, .01, 64), Schedule.LIVE, 0);
    Replay replay = new Replay(settings);
    long time = 0;
    for (Example example : STREAM) {
      time += 60_000;
      replay.add(example, (int) (example.key() % 4), time);
    }
    ReplayResult result = replay.finish();
    assertThat(result.merged()).isEqualTo(EXAMPLES);
    assertThat(result.metrics().logLoss()).isCloseTo(lossOfPlainLearner(), within(1e-4));
  }

  @Test
  void onALiveStreamOfManyExamplesRoundsEndByTime() {
    ReplaySettings settings =
        settings(2, new Staleness(1), new RoundSize(1, 64, .5, 64), Schedule.LIVE, 0);
    // One example a millisecond: rounds of about 10 ms, and the loop's 5 until the next begins.
    assertThat(run(settings).version()).isBetween(EXAMPLES / 20L, EXAMPLES / 10L);
  }

  /** A fifth of the examples are in one partition, and half-way what was true becomes false. */
  @Test
  void aReplicaWithFewExamplesWaitsForTheOthersInEventTime() {
    RoundSize size = new RoundSize(1, 64, .01, 64);
    double one = lossOfChange(settings(1, new Staleness(1), size, Schedule.COUNT, 0));
    double free = lossOfChange(settings(2, new Staleness(1), size, Schedule.COUNT, 0));
    double aligned = lossOfChange(settings(2, new Staleness(1), size, Schedule.COUNT, 50));
    assertThat(aligned).isCloseTo(one, within(.03 * one));
    assertThat(free).isGreaterThan(1.2 * one);
  }

  private static double lossOfChange(ReplaySettings settings) {
    Replay replay = new Replay(settings);
    Random random = new Random(8);
    for (int i = 0; i < EXAMPLES; i++) {
      FeatureVector features = new FeatureVector();
      features.add(1, 1);
      boolean usual = random.nextInt(10) > 0;
      float label = (i < EXAMPLES / 2) == usual ? 1 : 0;
      Example example = new Example(0, i, Example.NO_TIME, label, 1, features);
      replay.add(example, i % 5 == 0 ? 0 : settings.replicas() - 1, i);
    }
    ReplayResult result = replay.finish();
    assertThat(result.merged()).isEqualTo(EXAMPLES);
    return result.metrics().logLoss();
  }

  /** One partition has examples in the beginning only. */
  @Test
  void alignedReplicasDontWaitForAPartitionThatHasNothingMore() {
    RoundSize size = new RoundSize(1, 64, .01, 64);
    Replay replay = new Replay(settings(2, new Staleness(1), size, Schedule.ALIGNED, 50));
    for (Example example : STREAM) {
      replay.add(example, example.eventTime() < 100 ? 0 : 1, 0);
    }
    ReplayResult result = replay.finish();
    assertThat(result.merged()).isEqualTo(EXAMPLES);
    assertThat(result.metrics().logLoss()).isCloseTo(lossOfPlainLearner(), within(.01));
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
