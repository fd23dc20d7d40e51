package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.example.Example;
import io.tributary.example.FeatureKeys;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.TableKind.Exact;
import io.tributary.replay.ShardedReplay;
import io.tributary.replay.ShardedSettings;
import io.tributary.serving.MemoryMirror;
import io.tributary.sharded.BatchSize;
import io.tributary.sharded.ShardedConfig;
import io.tributary.sharded.TableCounts;
import io.tributary.training.ShardedLoop.Checkpoint;
import io.tributary.training.ShardedLoop.Setup;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards as operators of Flink, whose features have rows of their own. */
class ExactTableOperatorsTest {
  private static final int SOURCES = 2;
  private static final BatchSize SIZE = BatchSize.fixed(8);
  private static final int IN_FLIGHT = 1;
  private static final BlockLayout LAYOUT = new BlockLayout(FeatureKeys.BITS, 4);

  /** Ids come at their second sighting and go when 60 ms have passed without them. */
  private static final ModelSpec MODEL = model(new Exact(2, 60, 400));

  private final List<List<Example>> inputs = inputs();
  private final List<byte[]> topic = new ArrayList<>();
  private final List<BlockMessage> published = new ArrayList<>();

  private static ModelSpec model(Exact kind) {
    return new ModelSpec(
        "test", LAYOUT, Link.LOGISTIC, HarnessSetups.OPTIMIZER, Form.linear(), kind);
  }

  /** Returns examples of ids that are born and die, an ms apart. */
  private static List<List<Example>> inputs() {
    Random random = new Random(8);
    List<List<Example>> inputs = new ArrayList<>();
    for (int source = 0; source < SOURCES; source++) {
      List<Example> examples = new ArrayList<>();
      for (int i = 0; i < 400 + 37 * source; i++) {
        long[] keys = new long[3];
        for (int k = 0; k < keys.length; k++) {
          long id = i / 10 + random.nextInt(12) + 1_000L * k;
          keys[k] = id * 0x9E3779B97F4A7C15L;
        }
        FeatureVector features = FeatureVector.ofKeys(keys, new float[] {1, 1, 1}, new int[0]);
        examples.add(new Example(source, i, i, random.nextInt(2), 1, features));
      }
      inputs.add(examples);
    }
    return inputs;
  }

  private static Setup setup(ModelSpec model, int shards) {
    return new Setup(
        new ShardingSettings(
            UUID.randomUUID().toString(),
            model,
            "logistic",
            new ShardedConfig(LAYOUT, SIZE, 0, IN_FLIGHT, 0),
            null,
            1_000,
            1_000_000),
        SOURCES,
        shards);
  }

  /** More checkpoints than a chain of snapshots has, and shards that move between tasks. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void restoredTablesGoOnAsIfNothingHadHappened(long seed) throws Exception {
    Random random = new Random(seed);
    Checkpoint checkpoint = null;
    for (int shards : new int[] {3, 1, 4}) {
      try (ShardedLoop loop =
          new ShardedLoop(setup(MODEL, shards), inputs, topic, published, checkpoint)) {
        for (int number = 1; number <= 40; number++) {
          move(loop, random.nextInt(30), random);
          checkpoint = loop.checkpoint(number);
        }
        // What this incarnation still does is lost, but for what it writes to the topics.
        move(loop, random.nextInt(300), random);
      }
    }
    try (ShardedLoop loop =
        new ShardedLoop(setup(MODEL, 2), inputs, topic, published, checkpoint)) {
      loop.runToEnd(random);
      assertAsReplayed(loop);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aTableOfOtherSettingsEndsTheJob(int shards) throws Exception {
    Checkpoint checkpoint;
    try (ShardedLoop loop = new ShardedLoop(setup(MODEL, shards), inputs, topic, published, null)) {
      move(loop, 500, new Random(1));
      checkpoint = loop.checkpoint(1);
    }
    Setup other = setup(model(new Exact(2, 60, 800)), shards);
    assertThatThrownBy(
            () -> {
              try (ShardedLoop loop =
                  new ShardedLoop(other, inputs, topic, published, checkpoint)) {
                loop.runToEnd(new Random(2));
              }
            })
        .hasStackTraceContaining(SuppressRestartsException.class.getName())
        .hasStackTraceContaining("snapshot is of another exact table");
  }

  private static void move(ShardedLoop loop, int steps, Random random) throws Exception {
    for (int i = 0; i < steps; i++) {
      loop.step(random);
    }
  }

  private void assertAsReplayed(ShardedLoop loop) {
    ShardedReplay replay =
        new ShardedReplay(new ShardedSettings(MODEL, "logistic", SOURCES, SIZE, IN_FLIGHT, 1_000));
    for (int source = 0; source < SOURCES; source++) {
      for (Example example : inputs.get(source)) {
        replay.add(example, source, 0);
      }
    }
    double logLoss = replay.finish().metrics().logLoss();
    TableCounts counts = replay.tableCounts();
    assertThat(counts).isNotNull();
    assertThat(counts.expired()).isPositive();
    MemoryMirror mirror = new MemoryMirror(MODEL, InstantSource.system());
    for (BlockMessage message : published) {
      ByteWriter bytes = new ByteWriter(1_000);
      BlockMessageCodec.INSTANCE.encode(message, bytes);
      mirror.apply(bytes.toByteArray());
    }
    long all = inputs.stream().mapToInt(List::size).sum();
    long rows = 0;
    for (int block = 0; block < LAYOUT.blocks(); block++) {
      assertThat(mirror.examples(block)).isEqualTo(all);
      rows += mirror.rows(block).size();
    }
    assertThat(rows).isEqualTo(counts.rows());
    Map<Integer, ReplicaReport> last = new HashMap<>();
    loop.reports().forEach(report -> last.put(report.replica(), report));
    double told = 0;
    for (ReplicaReport report : last.values()) {
      told += report.total().logLoss() * report.total().count();
    }
    assertThat(told / all).isCloseTo(logLoss, within(1e-9));
  }
}
