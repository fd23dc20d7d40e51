package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteWriter;
import io.tributary.example.Example;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.learner.ProgressiveMetricsCodec;
import io.tributary.merge.LedgerEntry;
import io.tributary.merge.LedgerMismatchException;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.training.HarnessLoop.Checkpoint;
import io.tributary.training.HarnessLoop.Setup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots and restores of the operators of the loop, on Flink's own state backends. */
class TrainingOperatorsTest {
  private static final int REPLICAS = 3;
  private static final int SEEDS = 4;
  private static final List<List<Example>> INPUTS = HarnessSetups.inputs(REPLICAS, 75);
  private static final long EXAMPLES = INPUTS.stream().mapToLong(List::size).sum();

  /** What is left in the end. */
  private record Outcome(
      List<int[]> model, List<Long> examples, boolean ended, List<byte[]> metrics) {}

  @ParameterizedTest
  @CsvSource({"0,true", "1,true", "2,true", "0,false", "1,false", "2,false"})
  void aRestoredLoopEndsAsIfNothingHadHappened(int rounds, boolean gated) throws Exception {
    Staleness staleness = new Staleness(rounds);
    Outcome undisturbed = run(staleness, gated);
    assertThat(undisturbed.examples()).containsOnly(EXAMPLES);
    assertThat(undisturbed.ended()).isTrue();
    for (int seed = 0; seed < SEEDS; seed++) {
      Outcome restored = runWithFailures(staleness, gated, seed);
      assertThat(restored.examples()).as("seed %d", seed).containsOnly(EXAMPLES);
      assertThat(restored.ended()).isTrue();
      assertEqual(restored.model(), undisturbed.model(), seed);
      assertThat(restored.metrics()).as("seed %d", seed).hasSize(REPLICAS);
      for (int i = 0; i < REPLICAS; i++) {
        assertThat(restored.metrics().get(i))
            .as("seed %d, replica %d", seed, i)
            .isEqualTo(undisturbed.metrics().get(i));
      }
    }
  }

  private static void assertEqual(List<int[]> actual, List<int[]> expected, int seed) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int block = 0; block < expected.size(); block++) {
      assertThat(actual.get(block))
          .as("seed %d, block %d", seed, block)
          .containsExactly(expected.get(block));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withUnboundedStalenessEveryExampleIsMergedOnce(boolean gated) throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      Outcome restored = runWithFailures(Staleness.UNBOUNDED, gated, seed);
      assertThat(restored.examples()).as("seed %d", seed).containsOnly(EXAMPLES);
      assertThat(restored.ended()).isTrue();
      assertThat(restored.metrics()).hasSize(REPLICAS);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,true", "1,true", "2,true", "-1,true", "0,false", "1,false", "-1,false"})
  void rescalingLosesAndRepeatsNothing(int rounds, boolean gated) throws Exception {
    Staleness staleness = new Staleness(rounds);
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<BlockMessage> topic = new ArrayList<>();
      Checkpoint checkpoint = null;
      for (int replicas : new int[] {3, 1, 4, 2, 2, 5}) {
        Setup setup = HarnessSetups.setup(staleness, replicas, 1 + random.nextInt(3), gated);
        try (HarnessLoop loop = new HarnessLoop(setup, INPUTS, topic, checkpoint)) {
          // Few steps, so that some checkpoints come while replicas are still joining.
          steps(loop, random, random.nextInt(random.nextBoolean() ? 12 : 150));
          checkpoint = loop.checkpoint();
          steps(loop, random, random.nextInt(50));
        }
      }
      Setup last = HarnessSetups.setup(staleness, 3, 2, gated);
      try (HarnessLoop loop = new HarnessLoop(last, INPUTS, topic, checkpoint)) {
        loop.runToEnd(random);
        assertThat(loop.isInputEnded()).as("seed %d", seed).isTrue();
        assertThat(model(topic).examples()).as("seed %d", seed).containsOnly(EXAMPLES);
        assertThat(loop.reports()).allMatch(ReplicaReport::ended).hasSize(3);
        assertThat(loop.reports().stream().mapToLong(report -> report.total().count()).sum())
            .as("examples in the metrics, seed %d", seed)
            .isEqualTo(EXAMPLES);
      }
    }
  }

  @Test
  void aSnapshotOfAnotherModelIsAClearError() throws Exception {
    Checkpoint checkpoint;
    List<BlockMessage> topic = new ArrayList<>();
    try (HarnessLoop loop = loop(new Staleness(1), 1, true, topic, null)) {
      steps(loop, new Random(1), 100);
      checkpoint = loop.checkpoint();
    }
    Setup setup = checkpoint.setup();
    ReplicaSettings was = setup.replica();
    BlockLayout halves = new BlockLayout(HarnessSetups.LAYOUT.bits(), 2);
    assertThat(halves).isNotEqualTo(HarnessSetups.LAYOUT);
    ReplicaConfig protocol = was.protocol();
    ReplicaSettings other =
        new ReplicaSettings(
            was.job(),
            new ModelSpec("test", halves, Link.LOGISTIC, HarnessSetups.OPTIMIZER),
            was.loss(),
            new ReplicaConfig(
                halves,
                protocol.staleness(),
                protocol.roundSize(),
                protocol.minDelayMillis(),
                protocol.maxDelayMillis(),
                protocol.dueMillis(),
                protocol.maxHeld(),
                protocol.maxUnmergedRounds()),
            was.gated(),
            was.metricsWindow(),
            was.reportMillis());
    Setup changed = new Setup(other, setup.master(), setup.replicas(), setup.masters());
    assertThatThrownBy(() -> new HarnessLoop(changed, INPUTS, topic, checkpoint))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("snapshot is of another model, whose bits, blocks and optimizer");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReplicaThatHadInstalledAnythingElseEndsTheJob(boolean gated) throws Exception {
    Checkpoint checkpoint;
    List<BlockMessage> topic = new ArrayList<>();
    try (HarnessLoop loop = loop(new Staleness(1), 2, gated, topic, null)) {
      steps(loop, new Random(1), 300);
      checkpoint = loop.checkpoint();
    }
    List<LedgerEntry> ledger = Ledgers.of(checkpoint.replicas()).get(0);
    assertThat(ledger).hasSize(HarnessSetups.LAYOUT.blocks());
    assertThat(ledger).allMatch(entry -> entry.version() > 0 && entry.digest() != 0);
    Checkpoint tampered =
        new Checkpoint(
            Ledgers.tampered(checkpoint.replicas()),
            checkpoint.masters(),
            checkpoint.setup(),
            checkpoint.inputPositions(),
            checkpoint.topicPosition(),
            checkpoint.undelivered());
    try (HarnessLoop loop = loop(new Staleness(1), 2, gated, topic, tampered)) {
      assertThatThrownBy(() -> loop.runToEnd(new Random(1)))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .isInstanceOf(LedgerMismatchException.class)
          .hasMessageMatching(
              "replica's ledger differs from what the master opens: block=[0-3] version=[0-9]+"
                  + " replicaDigest=[0-9a-f]{16} masterDigest=[0-9a-f]{16} .*");
    }
  }

  private static PublishedModel model(List<BlockMessage> topic) {
    return PublishedModel.of(
        HarnessSetups.LAYOUT, HarnessSetups.OPTIMIZER.lanes(), Collections.unmodifiableList(topic));
  }

  private static Outcome run(Staleness staleness, boolean gated) throws Exception {
    List<BlockMessage> topic = new ArrayList<>();
    try (HarnessLoop loop = loop(staleness, 1, gated, topic, null)) {
      loop.runToEnd(new Random(0));
      return outcome(loop, topic);
    }
  }

  /** Fails within a round, then with updates on their way, then after the end of the input. */
  private static Outcome runWithFailures(Staleness staleness, boolean gated, int seed)
      throws Exception {
    Random random = new Random(seed);
    List<BlockMessage> topic = new ArrayList<>();
    Checkpoint checkpoint;
    try (HarnessLoop loop = loop(staleness, 1, gated, topic, null)) {
      // At staleness 0 no update is on its way while anybody learns.
      checkpoint = checkpointWithinRound(loop, random, staleness.rounds() != 0);
      steps(loop, random, random.nextInt(200));
    }
    try (HarnessLoop loop = loop(staleness, 2, gated, topic, checkpoint)) {
      steps(loop, random, random.nextInt(400));
      do {
        checkpoint = loop.checkpoint();
      } while (checkpoint.undelivered() == 0 && loop.step(random));
      steps(loop, random, random.nextInt(200));
    }
    try (HarnessLoop loop = loop(staleness, 3, gated, topic, checkpoint)) {
      while (!loop.isInputEnded() && loop.step(random)) {
        checkpoint = null;
      }
      checkpoint = loop.checkpoint();
      steps(loop, random, random.nextInt(50));
    }
    try (HarnessLoop loop = loop(staleness, 1, gated, topic, checkpoint)) {
      loop.runToEnd(random);
      assertThat(loop.reports())
          .as("blocks compared by each replica, seed %d", seed)
          .allMatch(report -> report.ledger().compared() == HarnessSetups.LAYOUT.blocks())
          .allMatch(report -> report.ledger().uncompared() == 0);
      return outcome(loop, topic);
    }
  }

  private static HarnessLoop loop(
      Staleness staleness,
      int masters,
      boolean gated,
      List<BlockMessage> topic,
      Checkpoint checkpoint)
      throws Exception {
    return new HarnessLoop(
        HarnessSetups.setup(staleness, REPLICAS, masters, gated), INPUTS, topic, checkpoint);
  }

  private static void steps(HarnessLoop loop, Random random, int count) throws Exception {
    for (int i = 0; i < count && loop.step(random); i++) {}
  }

  /** Goes on until a checkpoint has a half learned round and, if told, updates on their way. */
  private static Checkpoint checkpointWithinRound(
      HarnessLoop loop, Random random, boolean undelivered) throws Exception {
    steps(loop, random, 100 + random.nextInt(200));
    while (loop.step(random)) {
      if (!loop.isWithinRound()) {
        continue;
      }
      Checkpoint checkpoint = loop.checkpoint();
      if (loop.isWithinRound() && (checkpoint.undelivered() > 0 || !undelivered)) {
        return checkpoint;
      }
    }
    throw new AssertionError("never within a round with updates on their way");
  }

  private static Outcome outcome(HarnessLoop loop, List<BlockMessage> topic) {
    assertThat(loop.isInputEnded()).isTrue();
    PublishedModel model = model(topic);
    List<byte[]> metrics = new ArrayList<>();
    for (ReplicaReport report : loop.reports()) {
      assertThat(report.ended()).isTrue();
      assertThat(report.total().count()).isEqualTo(INPUTS.get(report.replica()).size());
      ByteWriter out = new ByteWriter();
      for (ProgressiveMetrics part : List.of(report.total(), report.window())) {
        ProgressiveMetricsCodec.INSTANCE.encode(part, out);
      }
      metrics.add(out.toByteArray());
    }
    return new Outcome(model.bits(), model.examples(), model.ended(), metrics);
  }
}
