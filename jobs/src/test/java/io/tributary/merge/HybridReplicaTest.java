package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.learner.LayeredLearner;
import io.tributary.learner.Learners;
import io.tributary.learner.WindowedMetrics;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.merge.ReplicaMessage.Registered;
import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.Form.Factors;
import io.tributary.model.Form.Network;
import io.tributary.model.Link;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Adam;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.model.VersionDigests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Replicas of a model with a dense table, and the arithmetic of its masters. */
final class HybridReplicaTest implements ReplicaOutput {
  private static final BlockLayout LAYOUT = new BlockLayout(6, 2);
  private static final long GENERATION = 9000L << 20;
  private static final OptimizerSpec ADA_GRAD = new AdaGrad(.05, 1e-3);
  private static final OptimizerSpec ADAM = new Adam(.01, .9, .999, 1e-8);

  private static final float[] LANES = {3, 2, 1, 0};

  private final List<Delta> deltas = new ArrayList<>();
  private final List<Registered> joins = new ArrayList<>();

  @Override
  public void send(ReplicaMessage message) {
    if (message instanceof Delta delta) {
      deltas.add(delta);
    } else {
      joins.add((Registered) message);
    }
  }

  @Override
  public void wakeAt(long timeMillis) {}

  private static ModelSpec model(OptimizerSpec network) {
    Factors machine = new Factors(1, 4, new AdaGrad(.2, 1), 0, .05, 3, List.of(), 63);
    Network form = new Network(machine, List.of(5), List.of(2), network);
    OptimizerSpec linear = new OptimizerSpec.Ftrl(.5, 1, 0, 0);
    return new ModelSpec("h", LAYOUT, Link.LOGISTIC, linear, form);
  }

  private static LayeredLearner learner(ModelSpec model) {
    return (LayeredLearner) Learners.of(model, "logistic");
  }

  private static Example example(Random random) {
    FeatureVector features = new FeatureVector();
    features.add(63, 1, 0);
    features.add(random.nextInt(50), 1, 1);
    features.add(60, random.nextFloat(), 2);
    return new Example(0, Example.NO_TIME, Example.NO_TIME, random.nextInt(2), 1, features);
  }

  private Replica replica(int index, int replicas, ModelSpec model, LayeredLearner learner) {
    ReplicaConfig config =
        new ReplicaConfig(LAYOUT, new Staleness(1), RoundSize.fixed(4), 0, 0, 5, 100, 4);
    ReplicaStats stats = new ReplicaStats(model.link(), new WindowedMetrics());
    return new Replica(index, replicas, 70 + index, config, learner, stats, () -> 1000, this);
  }

  private static void open(Replica replica, ModelSpec model, int replicas) {
    long[] sessions = new long[replicas];
    Arrays.setAll(sessions, index -> 70 + index);
    long[] none = new long[replicas];
    Arrays.fill(none, -1);
    for (TableSpec table : model.tables()) {
      for (int block = table.firstBlock(); block < table.endBlock(); block++) {
        replica.onMessage(
            new Opening(
                block,
                GENERATION,
                0,
                0,
                1,
                sessions,
                none,
                false,
                MergeProgress.NONE,
                SparseValues.EMPTY,
                table.shape(),
                VersionDigests.START));
      }
    }
  }

  private static void update(Replica replica, int block, long round, SparseValues values) {
    replica.onMessage(
        new Update(block, GENERATION, round + 1, -1, round, false, MergeProgress.NONE, values));
  }

  static Stream<Arguments> rules() {
    return MergeRules.all().stream()
        .flatMap(rule -> Stream.of(ADA_GRAD, ADAM).map(spec -> Arguments.of(rule, spec)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aReplicaWithoutOthersComesToWhatIsMergedToTheBit(MergeRule rule, OptimizerSpec network) {
    ModelSpec model = model(network);
    LayeredLearner learner = learner(model);
    Replica replica = replica(0, 1, model, learner);
    replica.start();
    open(replica, model, 1);
    List<float[]> merged = learner.tables().stream().map(lanes -> new float[lanes.length]).toList();
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 4; i++) {
        replica.onExample(example(random));
      }
      assertThat(deltas).hasSize(model.blocks());
      for (Delta delta : deltas) {
        TableSpec table = model.tableOf(delta.block());
        merge(table, rule, delta, merged.get(table.dense() ? 1 : 0));
      }
      for (int table = 0; table < 2; table++) {
        assertThat(learner.tables().get(table)).as("round %d", round).isEqualTo(merged.get(table));
      }
      deltas.clear();
      for (int block = 0; block < model.blocks(); block++) {
        update(replica, block, round, SparseValues.EMPTY);
      }
    }
    assertPredictsOnItsLanes(learner, model, random);
  }

  private static void merge(TableSpec table, MergeRule rule, Delta delta, float[] lanes) {
    int first = table.firstRow(delta.block()) * table.width();
    float[] block = Arrays.copyOfRange(lanes, first, first + table.blockLanes());
    new BlockMerger(table, rule).mergeRound(List.of(delta), new BlockLanes(block));
    System.arraycopy(block, 0, lanes, first, block.length);
  }

  /** The network that predicts is the one of the lanes. */
  private static void assertPredictsOnItsLanes(
      LayeredLearner learner, ModelSpec model, Random random) {
    LayeredLearner other = learner(model);
    for (int table = 0; table < 2; table++) {
      float[] lanes = learner.tables().get(table);
      System.arraycopy(lanes, 0, other.tables().get(table), 0, lanes.length);
    }
    other.refresh();
    FeatureVector features = example(random).features();
    assertThat(learner.predict(features)).containsExactly(other.predict(features));
  }

  /** What one replica of two learned, with the lanes of the dense table before and after it. */
  private Delta denseDelta(ModelSpec model, int index, int seed) {
    deltas.clear();
    Replica replica = replica(index, 2, model, learner(model));
    replica.start();
    open(replica, model, 2);
    Random random = new Random(seed);
    for (int i = 0; i < 4; i++) {
      replica.onExample(example(random));
    }
    return deltas.get(deltas.size() - 1);
  }

  @Test
  void adaGradOfSeveralReplicasMergesByTheRuleAndItsMassesAddUp() {
    ModelSpec model = model(ADA_GRAD);
    Delta first = denseDelta(model, 0, 1);
    Delta second = denseDelta(model, 1, 2);
    TableSpec table = model.tables().get(1);
    assertThat(first.changes().size()).as("all rows").isEqualTo(table.denseRows());
    for (MergeRule rule : MergeRules.all()) {
      BlockLanes block = new BlockLanes(new float[table.blockLanes()]);
      new BlockMerger(table, rule).mergeRound(List.of(first, second), block);
      float[] lanes = block.read(first.changes().offsets(), 2).lanes();
      boolean isBetween = true;
      for (int row = 0; row < table.denseRows(); row++) {
        float one = first.changes().lanes()[2 * row];
        float other = second.changes().lanes()[2 * row];
        double mass = first.changes().lanes()[2 * row + 1] + second.changes().lanes()[2 * row + 1];
        assertThat((double) lanes[2 * row + 1]).isEqualTo((float) mass);
        double most = Math.max(Math.abs(one), Math.abs(other));
        isBetween &= Math.abs(lanes[2 * row]) <= 2 * most + 1e-6;
        if (rule.name().equals("mean")) {
          assertThat(lanes[2 * row]).isEqualTo((float) (((double) one + other) / 2));
        }
      }
      assertThat(isBetween).as(rule.name()).isTrue();
    }
  }

  @Test
  void adamOfSeveralReplicasBecomesTheMeanOfAllLanes() {
    ModelSpec model = model(ADAM);
    Delta first = denseDelta(model, 0, 1);
    Delta second = denseDelta(model, 1, 2);
    TableSpec table = model.tables().get(1);
    for (MergeRule rule : MergeRules.all()) {
      BlockLanes block = new BlockLanes(new float[table.blockLanes()]);
      new BlockMerger(table, rule).mergeRound(List.of(first, second), block);
      float[] lanes = block.read(first.changes().offsets(), 4).lanes();
      for (int at = 0; at < lanes.length; at++) {
        double sum = (double) first.changes().lanes()[at] + second.changes().lanes()[at];
        assertThat(lanes[at]).isEqualTo((float) (sum / 2));
      }
      assertThat(lanes[lanes.length - 1]).as("steps of the last bias").isEqualTo(4);
    }
  }

  private List<ReplicaSnapshot> throughTheCodec(Replica... replicas) {
    return Stream.of(replicas)
        .map(replica -> Checkpoint.encode(ReplicaSnapshotCodec.INSTANCE, replica.snapshot()))
        .map(bytes -> Checkpoint.decode(ReplicaSnapshotCodec.INSTANCE, bytes))
        .toList();
  }

  static Stream<OptimizerSpec> networks() {
    return Stream.of(ADA_GRAD, ADAM);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aRestoredReplicaGoesOnWithBothTables(OptimizerSpec network) {
    ModelSpec model = model(network);
    Replica other = replica(0, 2, model, learner(model));
    LayeredLearner learner = learner(model);
    Replica first = replica(1, 2, model, learner);
    first.start();
    open(first, model, 2);
    Random random = new Random(5);
    for (int i = 0; i < 6; i++) {
      first.onExample(example(random));
    }
    // A round is sent and not merged, and another one is open.
    List<ReplicaSnapshot> all = throughTheCodec(other, first);
    assertThat(all.get(1).view().dense().touched()).isNotEmpty();

    LayeredLearner restored = learner(model);
    Replica second = replica(1, 2, model, restored);
    second.restore(all);
    second.start();
    open(second, model, 2);
    deltas.clear();
    List<Example> more = List.of(example(random), example(random));
    more.forEach(first::onExample);
    List<Delta> expected = List.copyOf(deltas);
    deltas.clear();
    more.forEach(second::onExample);
    assertThat(expected).hasSize(model.blocks());
    assertThat(deltas).isEqualTo(expected);
    for (int table = 0; table < 2; table++) {
      assertThat(restored.tables().get(table)).isEqualTo(learner.tables().get(table));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aRescaledGroupHandsTheOpenRoundOfBothTablesOn(OptimizerSpec network) {
    ModelSpec model = model(network);
    LayeredLearner learner = learner(model);
    Replica first = replica(0, 1, model, learner);
    first.start();
    open(first, model, 1);
    Random random = new Random(5);
    first.onExample(example(random));
    first.onExample(example(random));
    List<ReplicaSnapshot> all = throughTheCodec(first);

    joins.clear();
    Replica second = replica(0, 2, model, learner(model));
    second.restore(all);
    second.start();
    assertThat(joins).hasSize(model.blocks());
    TableSpec table = model.tables().get(1);
    float[] lanes = learner.tables().get(1);
    Delta leftover = joins.get(joins.size() - 1).leftovers().get(0);
    assertThat(leftover.block()).isEqualTo(table.firstBlock());
    assertThat(leftover.examples()).isEqualTo(2);
    assertThat(leftover.changes().size()).isEqualTo(table.denseRows());
    for (int at = 0; at < leftover.changes().lanes().length; at++) {
      // All began at zero; a mark may be in the sign.
      assertThat(Math.abs(leftover.changes().lanes()[at])).isEqualTo(Math.abs(lanes[at]));
    }
    Replica third = replica(1, 2, model, learner(model));
    joins.clear();
    third.restore(all);
    third.start();
    assertThat(joins).allMatch(message -> message.leftovers().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void whatOthersLearnedOfTheDenseTableIsInTheNextPrediction(OptimizerSpec network) {
    ModelSpec model = model(network);
    LayeredLearner learner = learner(model);
    Replica replica = replica(1, 2, model, learner);
    replica.start();
    open(replica, model, 2);
    TableSpec table = model.tables().get(1);
    Random random = new Random(5);
    for (int i = 0; i < 4; i++) {
      replica.onExample(example(random));
    }
    float[] own = learner.tables().get(1).clone();
    float[] merged = new float[table.width()];
    merged[0] = 3;
    int bias = table.denseRows() - 1;
    for (int block = 0; block < model.blocks(); block++) {
      boolean isDense = block == table.firstBlock();
      update(replica, block, 0, isDense ? Messages.values(bias, merged) : SparseValues.EMPTY);
    }
    assertThat(learner.tables().get(1)).as("the round that is open began before").isEqualTo(own);
    for (int i = 0; i < 4; i++) {
      replica.onExample(example(random)); // The next round is on version 1.
    }
    assertThat(learner.tables().get(1)[bias * table.width()]).isBetween(2.5f, 3.5f);
    assertPredictsOnItsLanes(learner, model, random);
  }

  @Test
  void aSnapshotOfAnotherNetworkIsRefused() {
    Replica first = replica(0, 1, model(ADA_GRAD), learner(model(ADA_GRAD)));
    first.start();
    open(first, model(ADA_GRAD), 1);
    first.onExample(example(new Random(5)));
    List<ReplicaSnapshot> all = throughTheCodec(first);
    Replica second = replica(0, 1, model(ADAM), learner(model(ADAM)));
    assertThatThrownBy(() -> second.restore(all))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("snapshot is of another model");
  }

  @Test
  void theGoldenSnapshotHasADenseTable() throws Exception {
    SparseValues changes = new SparseValues(new int[] {0, 1}, new float[] {.5f, 1, -.25f, 2});
    TableSnapshot dense =
        new TableSnapshot(
            new int[] {0, 1}, new float[] {1, 2, 3, 4}, new SparseValues(changes.offsets(), LANES));
    ViewSnapshot view =
        new ViewSnapshot(
            7,
            new long[] {7, 8, 7},
            List.of(Messages.delta(1, 7, changes)),
            new int[] {9},
            new float[] {1, 2},
            new SparseValues(new int[] {9}, new float[] {5, 6}),
            new RoundCurvature.Sums(false, new float[0], 2.5, 4),
            dense);
    ReplicaSnapshot snapshot =
        new ReplicaSnapshot(
            1,
            4,
            9,
            8,
            true,
            17,
            221,
            5,
            6,
            false,
            false,
            false,
            view,
            List.of(),
            new ReplicaStats.Snapshot(new WindowedMetrics(8), 0));
    CodecContract.check(ReplicaSnapshotCodec.INSTANCE, "dense", snapshot);
    byte[] bytes = Checkpoint.encode(ReplicaSnapshotCodec.INSTANCE, snapshot);
    ReplicaSnapshot read = Checkpoint.decode(ReplicaSnapshotCodec.INSTANCE, bytes);
    assertThat(read.view()).usingRecursiveComparison().isEqualTo(view);
  }
}
