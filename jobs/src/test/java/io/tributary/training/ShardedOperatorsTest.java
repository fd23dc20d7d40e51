package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.Example;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.replay.ShardedReplay;
import io.tributary.replay.ShardedSettings;
import io.tributary.sharded.BatchSize;
import io.tributary.sharded.ShardedConfig;
import io.tributary.training.ShardedLoop.Checkpoint;
import io.tributary.training.ShardedLoop.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batchers, shards and combiners as operators of Flink. */
class ShardedOperatorsTest {
  private static final int SOURCES = 2;
  private static final BatchSize SIZE = BatchSize.fixed(8);
  private static final int IN_FLIGHT = 1;

  private final List<List<Example>> inputs = HarnessSetups.inputs(SOURCES, 150);
  private final List<byte[]> topic = new ArrayList<>();
  private final List<BlockMessage> published = new ArrayList<>();

  private static Setup setup(int sources, int shards, long maxDelay) {
    return setup(HarnessSetups.LAYOUT, sources, shards, maxDelay);
  }

  private static Setup setup(BlockLayout layout, int sources, int shards, long maxDelay) {
    return new Setup(
        new ShardingSettings(
            UUID.randomUUID().toString(),
            new ModelSpec("test", layout, Link.LOGISTIC, HarnessSetups.OPTIMIZER),
            "logistic",
            new ShardedConfig(layout, SIZE, maxDelay, IN_FLIGHT, 0),
            null,
            1_000,
            1_000_000),
        sources,
        shards);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyOrderOfEventsComesToWhatTheReplayLearns(long seed) throws Exception {
    try (ShardedLoop loop = new ShardedLoop(setup(SOURCES, 3, 0), inputs, topic, published, null)) {
      loop.runToEnd(new Random(seed));
      assertThat(loop.mayEnd(0) && loop.mayEnd(1)).isTrue();
      assertAsReplayed(loop);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void restoredOperatorsGoOnAsIfNothingHadHappened(long seed) throws Exception {
    Random random = new Random(seed);
    Checkpoint checkpoint = null;
    for (int shards : new int[] {3, 1, 4}) {
      try (ShardedLoop loop =
          new ShardedLoop(setup(SOURCES, shards, 0), inputs, topic, published, checkpoint)) {
        move(loop, 100 + random.nextInt(600), random);
        checkpoint = loop.checkpoint(1);
        // What this incarnation still does is lost, but for what it writes to the topics.
        move(loop, random.nextInt(300), random);
      }
    }
    try (ShardedLoop loop =
        new ShardedLoop(setup(SOURCES, 2, 0), inputs, topic, published, checkpoint)) {
      loop.runToEnd(random);
      assertAsReplayed(loop);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void otherNumbersOfSourcesLoseAndRepeatNothing(long seed) throws Exception {
    Random random = new Random(seed);
    List<List<Example>> partitions = HarnessSetups.inputs(6, 60);
    Checkpoint checkpoint = null;
    for (int sources : new int[] {2, 3, 1}) {
      try (ShardedLoop loop =
          new ShardedLoop(setup(sources, 2, 5), partitions, topic, published, checkpoint)) {
        move(loop, 100 + random.nextInt(400), random);
        checkpoint = loop.checkpoint(1);
        move(loop, random.nextInt(200), random);
      }
    }
    try (ShardedLoop loop =
        new ShardedLoop(setup(2, 4, 5), partitions, topic, published, checkpoint)) {
      loop.runToEnd(random);
      long all = partitions.stream().mapToInt(List::size).sum();
      PublishedModel model = model();
      assertThat(model.ended()).isTrue();
      assertThat(model.examples()).containsOnly(all);
      assertThat(lastReports(loop, 2).stream().mapToLong(one -> one.total().count()).sum())
          .isEqualTo(all);
    }
  }

  @Test
  void aCheckpointOfAnotherSizeOfModelEndsTheJob() throws Exception {
    Checkpoint checkpoint;
    try (ShardedLoop loop = new ShardedLoop(setup(SOURCES, 1, 0), inputs, topic, published, null)) {
      move(loop, 500, new Random(1));
      checkpoint = loop.checkpoint(1);
    }
    Setup smaller = setup(new BlockLayout(3, 1), SOURCES, 1, 0);
    assertThatThrownBy(() -> new ShardedLoop(smaller, inputs, topic, published, checkpoint))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("snapshot is of another model");
  }

  private static void move(ShardedLoop loop, int steps, Random random) throws Exception {
    for (int i = 0; i < steps; i++) {
      loop.step(random);
    }
  }

  private PublishedModel model() {
    return PublishedModel.of(HarnessSetups.LAYOUT, HarnessSetups.OPTIMIZER.lanes(), published);
  }

  private static List<ReplicaReport> lastReports(ShardedLoop loop, int combiners) {
    List<ReplicaReport> last = new ArrayList<>();
    for (int combiner = 0; combiner < combiners; combiner++) {
      int number = combiner;
      List<ReplicaReport> all =
          loop.reports().stream().filter(report -> report.replica() == number).toList();
      last.add(all.get(all.size() - 1));
    }
    assertThat(last).allMatch(ReplicaReport::ended);
    return last;
  }

  private void assertAsReplayed(ShardedLoop loop) {
    ShardedReplay replay =
        new ShardedReplay(
            new ShardedSettings(
                new ModelSpec("test", HarnessSetups.LAYOUT, Link.LOGISTIC, HarnessSetups.OPTIMIZER),
                "logistic",
                SOURCES,
                SIZE,
                IN_FLIGHT,
                1_000));
    for (int source = 0; source < SOURCES; source++) {
      for (Example example : inputs.get(source)) {
        replay.add(example, source, 0);
      }
    }
    double logLoss = replay.finish().metrics().logLoss();
    PublishedModel model = model();
    assertThat(model.ended()).isTrue();
    long all = inputs.stream().mapToInt(List::size).sum();
    assertThat(model.examples()).containsOnly(all);
    for (int block = 0; block < model.bits().size(); block++) {
      float[] lanes = replay.lanes(block);
      int[] bits = new int[lanes.length];
      Arrays.setAll(bits, i -> Float.floatToRawIntBits(lanes[i]));
      assertThat(model.bits().get(block)).as("block %d", block).isEqualTo(bits);
    }
    double told = 0;
    for (ReplicaReport report : lastReports(loop, SOURCES)) {
      told += report.total().logLoss() * report.total().count();
    }
    assertThat(told / all).isCloseTo(logLoss, org.assertj.core.api.Assertions.within(1e-9));
  }
}
