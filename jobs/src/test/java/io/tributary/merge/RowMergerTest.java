package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.learner.SampleModels;
import io.tributary.learner.SampleModels.Sample;
import io.tributary.merge.BlockMerger.Merged;
import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form.Factors;
import io.tributary.model.LaneGroup;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.OptimizerSpec.AdaGrad;
import io.tributary.model.OptimizerSpec.Adam;
import io.tributary.model.OptimizerSpec.Ftrl;
import io.tributary.model.OptimizerSpec.Sgd;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What merging keeps of rows with any groups of lanes, by every rule. */
final class RowMergerTest {
  private static final BlockLayout LAYOUT = new BlockLayout(4, 1);
  private static final int ROWS = 16;

  static Stream<Arguments> rulesAndSamples() {
    return MergeRules.all().stream()
        .flatMap(rule -> SampleModels.all().stream().map(sample -> Arguments.of(rule, sample)));
  }

  private static TableSpec table(Sample sample) {
    return sample.model(LAYOUT).sparse();
  }

  /** A row of a weight by FTRL and two factors by AdaGrad: lanes w, n, v1, v2, m. */
  private static TableSpec machine() {
    Factors form = new Factors(1, 2, new AdaGrad(1, 1), 0, .1, 0, List.of(), -1);
    return table(new Sample("fm", form, new Ftrl(1, 1, 0, 0)));
  }

  private static float[] lanes(TableSpec table, Random random) {
    float[] lanes = new float[ROWS * table.width()];
    for (int row = 0; row < ROWS; row++) {
      fill(table, random, lanes, row * table.width());
    }
    return lanes;
  }

  private static void fill(TableSpec table, Random random, float[] lanes, int row) {
    for (LaneGroup group : table.groups()) {
      for (int lane = group.first(); lane < group.end(); lane++) {
        lanes[row + lane] = (float) random.nextGaussian();
      }
      if (group.mass() >= 0) {
        lanes[row + group.mass()] = (float) Math.pow(10, random.nextInt(5) - 3);
      }
    }
  }

  /** What some replicas learned, each of about half of the rows. */
  private static List<Delta> deltas(TableSpec table, Random random, int replicas) {
    List<Delta> deltas = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      int[] offsets = random.ints(0, ROWS).distinct().limit(ROWS / 2).sorted().toArray();
      float[] changes = new float[offsets.length * table.width()];
      byte[] codes = new byte[offsets.length];
      for (int i = 0; i < offsets.length; i++) {
        fill(table, random, changes, i * table.width());
        codes[i] = Curvature.encode(random.nextFloat());
      }
      Curvature told =
          random.nextBoolean() ? Curvature.ofEach(codes) : Curvature.ofMass(random.nextFloat());
      deltas.add(delta(replica, new SparseValues(offsets, changes), told));
    }
    return deltas;
  }

  private static Delta delta(int replica, SparseValues changes, Curvature told) {
    return new Delta(0, replica, 0, 0, 10, 50, false, 0, 0, 0, changes, told);
  }

  private static Delta one(int replica, Curvature told, float... lanes) {
    return new Delta(
        0, replica, 0, 0, 1, 1, false, 0, 0, 0, new SparseValues(new int[] {3}, lanes), told);
  }

  private static float[] merged(TableSpec table, MergeRule rule, List<Delta> deltas, float[] from) {
    float[] lanes = from.clone();
    new BlockMerger(table, rule).mergeRound(deltas, new BlockLanes(lanes));
    return lanes;
  }

  @ParameterizedTest
  @MethodSource("rulesAndSamples")
  void whatOneReplicaChangedIsTakenAsItIs(MergeRule rule, Sample sample) {
    TableSpec table = table(sample);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      float[] lanes = lanes(table, random);
      Delta delta = deltas(table, random, 1).get(0);
      List<Delta> round = List.of(delta, delta(1, SparseValues.EMPTY, Curvature.ofMass(1)));
      float[] expected = lanes.clone();
      SparseValues changes = delta.changes();
      for (int at = 0; at < changes.lanes().length; at++) {
        int lane = changes.offsets()[at / table.width()] * table.width() + at % table.width();
        expected[lane] = (float) ((double) expected[lane] + changes.lanes()[at]);
      }
      assertThat(merged(table, rule, round, lanes)).isEqualTo(expected);
      float[] alone = lanes.clone();
      new BlockMerger(table, rule).mergeOne(delta, List.of(), new BlockLanes(alone));
      assertThat(alone).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("rulesAndSamples")
  void valuesAreWhatChangedAndWhatWasThereBefore(MergeRule rule, Sample sample) {
    TableSpec table = table(sample);
    Random random = new Random(2);
    float[] before = lanes(table, random);
    float[] lanes = before.clone();
    List<Delta> deltas = deltas(table, random, 3);
    Merged merged = new BlockMerger(table, rule).mergeRound(deltas, new BlockLanes(lanes));
    int[] touched =
        deltas.stream()
            .flatMapToInt(delta -> Arrays.stream(delta.changes().offsets()))
            .distinct()
            .sorted()
            .toArray();
    assertThat(merged.values().offsets()).isEqualTo(touched);
    SparseValues was = new SparseValues(touched, merged.before().clone());
    SparseValues is = new SparseValues(touched, new float[touched.length * table.width()]);
    is.copyFrom(lanes, 0);
    assertThat(merged.values()).isEqualTo(is);
    was.copyTo(lanes, 0);
    assertThat(lanes).as("all else stays").isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("rulesAndSamples")
  void orderOfReplicasMattersNoMoreThanRounding(MergeRule rule, Sample sample) {
    TableSpec table = table(sample);
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      float[] lanes = lanes(table, random);
      List<Delta> deltas = deltas(table, random, 5);
      float[] expected = merged(table, rule, deltas, lanes);
      assertThat(merged(table, rule, deltas, lanes)).as("again").isEqualTo(expected);
      Collections.shuffle(deltas, random);
      assertThat(merged(table, rule, deltas, lanes)).containsExactly(expected, within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("rulesAndSamples")
  void massesAddUpAndWeightsMoveAtMostByTheSum(MergeRule rule, Sample sample) {
    TableSpec table = table(sample);
    Random random = new Random(4);
    float[] none = new float[ROWS * table.width()];
    List<Delta> deltas = deltas(table, random, 4);
    for (Delta delta : deltas) {
      for (int at = 0; at < delta.changes().lanes().length; at++) {
        delta.changes().lanes()[at] = Math.abs(delta.changes().lanes()[at]);
      }
    }
    float[] sums = new float[none.length];
    for (Delta delta : deltas) {
      for (int at = 0; at < delta.changes().lanes().length; at++) {
        sums[delta.changes().offsets()[at / table.width()] * table.width() + at % table.width()] +=
            delta.changes().lanes()[at];
      }
    }
    float[] merged = merged(table, rule, deltas, none);
    for (int row = 0; row < none.length; row += table.width()) {
      for (LaneGroup group : table.groups()) {
        for (int lane = row + group.first(); lane < row + group.end(); lane++) {
          assertThat(merged[lane]).isBetween(0f, sums[lane] * 1.0001f + 1e-6f);
        }
        if (group.mass() >= 0) {
          assertThat(merged[row + group.mass()]).isCloseTo(sums[row + group.mass()], within(1e-3f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rulesAndSamples")
  void oneAfterTheOtherAddsUpToWhatTheRuleGivesForAll(MergeRule rule, Sample sample) {
    TableSpec table = table(sample);
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      float[] lanes = lanes(table, random);
      List<Delta> deltas = deltas(table, random, 4);
      float[] atOnce = merged(table, rule, deltas, lanes);
      float[] oneByOne = lanes.clone();
      BlockMerger merger = new BlockMerger(table, rule);
      for (int k = 0; k < deltas.size(); k++) {
        SparseValues values =
            merger.mergeOne(deltas.get(k), deltas.subList(0, k), new BlockLanes(oneByOne));
        assertThat(values.offsets()).isEqualTo(deltas.get(k).changes().offsets());
      }
      assertThat(oneByOne).containsExactly(atOnce, within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("rulesAndSamples")
  void whatOverflowsStaysFinite(MergeRule rule, Sample sample) {
    TableSpec table = table(sample);
    float[] row = new float[table.width()];
    Arrays.fill(row, Float.MAX_VALUE);
    List<Delta> deltas =
        List.of(one(0, Curvature.ofMass(1), row), one(1, Curvature.ofMass(1), row.clone()));
    float[] lanes = new float[ROWS * table.width()];
    BlockMerger merger = new BlockMerger(table, rule);
    for (int round = 0; round < 3; round++) {
      merger.mergeRound(deltas, new BlockLanes(lanes));
      merger.mergeOne(deltas.get(0), deltas.subList(1, 2), new BlockLanes(lanes));
    }
    for (float lane : lanes) {
      assertThat(lane).isFinite();
    }
  }

  @Test
  void replicasAreTakenInTheOrderGiven() {
    // In floating point the order shows: 2^60 + 1 - 2^60 is 0, 2^60 - 2^60 + 1 is 1.
    Delta big = one(0, Curvature.ofMass(0), 0, 1, 0x1p60f, 0x1p60f, 1);
    Delta small = one(1, Curvature.ofMass(0), 0, 1, 1, 1, 1);
    Delta minus = one(2, Curvature.ofMass(0), 0, 1, -0x1p60f, -0x1p60f, 1);
    MergeRule rule = MergeRules.named("weighted");
    float[] none = new float[ROWS * 5];
    assertThat(merged(machine(), rule, List.of(big, small, minus), none)[17]).isZero();
    assertThat(merged(machine(), rule, List.of(big, minus, small), none)[17]).isEqualTo(1);
  }

  /** The weight has a large mass and the vector a small one, and the other way round. */
  @Test
  void eachGroupMergesByTheMassOfItsOwn() {
    MergeRule rule = MergeRules.named("weighted");
    float[] none = new float[ROWS * 5];
    float[] sumOfFactors =
        merged(
            machine(),
            rule,
            List.of(
                one(0, Curvature.OF_LIKELIHOOD, .2f, 1e7f, .2f, -.4f, 1e-7f),
                one(1, Curvature.OF_LIKELIHOOD, .4f, 1e7f, .4f, -.6f, 1e-7f)),
            none);
    assertThat(row(sumOfFactors))
        .containsExactly(new float[] {.3f, 2e7f, .6f, -1, 2e-7f}, within(1e-5f));
    float[] meanOfFactors =
        merged(
            machine(),
            rule,
            List.of(
                one(0, Curvature.OF_LIKELIHOOD, .2f, 1e-7f, .2f, -.4f, 1e7f),
                one(1, Curvature.OF_LIKELIHOOD, .4f, 1e-7f, .4f, -.6f, 1e7f)),
            none);
    assertThat(row(meanOfFactors))
        .containsExactly(new float[] {.6f, 2e-7f, .3f, -.5f, 2e7f}, within(1e-5f));
  }

  private static float[] row(float[] lanes) {
    return Arrays.copyOfRange(lanes, 15, 20);
  }

  /** What is told of a row is the curvature of its weight; masses say that of its vector. */
  @Test
  void theCurvatureOfAVectorIsInProportionToItsMass() {
    byte[] first = {Curvature.encode(.5f)};
    byte[] second = {Curvature.encode(.25f)};
    List<Delta> deltas =
        List.of(
            one(0, Curvature.ofEach(first), 1, 2, 1, -1, 4),
            one(1, Curvature.ofEach(second), 1, 1, 1, -1, 8));
    for (MergeRule rule : MergeRules.all()) {
      float[] merged = merged(machine(), rule, deltas, new float[ROWS * 5]);
      double weight =
          rule.change(new Moves().start(0, 1).add(1, 2, .5).add(1, 1, .25), new Ftrl(1, 1, 0, 0));
      double factor =
          rule.change(new Moves().start(0, 1).add(1, 4, 1).add(1, 8, 2), new AdaGrad(1, 1));
      assertThat(row(merged))
          .as(rule.name())
          .containsExactly(
              new float[] {(float) weight, 3, (float) factor, (float) -factor, 12}, within(1e-6f));
    }
  }

  @Test
  void aVectorBesideAWeightThatLearnedNothingAddsUp() {
    byte[] code = {Curvature.encode(.5f)};
    List<Delta> deltas =
        List.of(
            one(0, Curvature.ofEach(code), 0, 0, 1, 1, 4),
            one(1, Curvature.ofEach(code), 0, 0, 1, 1, 4));
    float[] merged = merged(machine(), MergeRules.named("weighted"), deltas, new float[ROWS * 5]);
    assertThat(row(merged)).containsExactly(0, 0, 2, 2, 8);
  }

  @Test
  void weightsWithoutAMassMergeByWhatIsToldOfTheRow() {
    Factors form = new Factors(1, 2, new AdaGrad(1, 1), 0, .1, 0, List.of(), -1);
    TableSpec table = table(new Sample("fm", form, new Sgd(.1)));
    byte[] code = {Curvature.encode(.5f)};
    List<Delta> deltas =
        List.of(
            one(0, Curvature.ofEach(code), 1, 0, 0, 1), one(1, Curvature.ofEach(code), 1, 0, 0, 1));
    float[] merged = merged(table, MergeRules.named("weighted"), deltas, new float[ROWS * 4]);
    double x = 2 * .1 * .5;
    assertThat(merged[12]).isCloseTo((float) (Math.expm1(-x) / Math.expm1(-x / 2)), within(1e-5f));
  }

  @Test
  void lanesWithoutCurvatureBecomeTheMeanOfThoseThatTouchedTheRow() {
    OptimizerSpec adam = new Adam(.01, .9, .999, 1e-8);
    TableSpec table = TableSpec.linear(LAYOUT, adam);
    float[] lanes = new float[ROWS * 4];
    Arrays.fill(lanes, 10);
    SparseValues both = new SparseValues(new int[] {1, 2}, new float[] {1, 2, 3, 4, 1, 2, 3, 4});
    SparseValues second = new SparseValues(new int[] {2, 5}, new float[] {3, 0, -3, 8, 1, 1, 1, 1});
    for (MergeRule rule : MergeRules.all()) {
      float[] merged =
          merged(
              table,
              rule,
              List.of(delta(0, both, Curvature.ofMass(1)), delta(1, second, Curvature.ofMass(1))),
              lanes);
      assertThat(Arrays.copyOfRange(merged, 4, 12)).containsExactly(11, 12, 13, 14, 12, 11, 10, 16);
      assertThat(Arrays.copyOfRange(merged, 16, 24))
          .containsExactly(10, 10, 10, 10, 11, 11, 11, 11);
    }
  }
}
