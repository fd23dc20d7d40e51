package io.tributary.merge;

import static io.tributary.merge.Messages.delta;
import static io.tributary.merge.Messages.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.learner.Learner;
import io.tributary.learner.Losses;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockMergerTest {
  private static final OptimizerSpec ADAGRAD = new OptimizerSpec.AdaGrad(1, 1);
  private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(.1);

  @Test
  void aRoundOfTheMeanMovesEachCoordinateByTheMeanOfThoseThatTouchedIt() {
    float[] lanes = {10, 20, 30, 40};
    BlockMerger.Merged merged =
        merger(SGD, "mean")
            .mergeRound(
                List.of(
                    delta(0, 0, new SparseValues(new int[] {0, 2}, new float[] {1, 4})),
                    delta(1, 0, new SparseValues(new int[] {2, 3}, new float[] {8, -2})),
                    delta(2, 0, SparseValues.EMPTY)),
                new BlockLanes(lanes));
    assertThat(lanes).containsExactly(11, 20, 36, 38);
    assertThat(merged.before()).as("what was there before").containsExactly(10, 30, 40);
    assertThat(merged.values())
        .isEqualTo(new SparseValues(new int[] {0, 2, 3}, new float[] {11, 36, 38}));
  }

  @Test
  void aRoundOfTheSaturatingMergeByHand() {
    float[] lanes = {5, 2};
    BlockMerger.Merged merged =
        merger(ADAGRAD, "saturating")
            .mergeRound(
                List.of(delta(0, 0, values(0, .25f, 1)), delta(1, 0, values(0, .75f, 1))),
                new BlockLanes(lanes));
    // rate = 1 / (1 + sqrt(2 + 2)), x = 1 active coordinate * rate * mass 2
    double x = 2 / 3.;
    double change = .5 * (1 - Math.exp(-x)) / (1 - Math.exp(-x / 2));
    assertThat(lanes[0]).isCloseTo((float) (5 + change), within(1e-6f));
    assertThat(lanes[1]).isEqualTo(4);
    assertThat(merged.values()).isEqualTo(values(0, lanes));
  }

  @Test
  void activeCoordinatesAreCountedPerExampleOverAllReplicas() {
    SparseValues change = values(0, 1, .5f);
    Delta busy = learned(0, 9, 45, change);
    Delta quiet = learned(1, 1, 5, change);
    float[] lanes = new float[2];
    merger(ADAGRAD, "saturating").mergeRound(List.of(busy, quiet), new BlockLanes(lanes));
    double x = 5 * .5 * 1;
    assertThat(lanes[0])
        .isCloseTo((float) ((1 - Math.exp(-x)) / (1 - Math.exp(-x / 2))), within(1e-6f));
  }

  @Test
  void aRoundWithoutChangesIsEmpty() {
    BlockMerger.Merged merged =
        merger(ADAGRAD, "mean")
            .mergeRound(
                List.of(
                    delta(0, 0, 0, 0, false, SparseValues.EMPTY),
                    delta(1, 0, 0, 3, false, SparseValues.EMPTY)),
                new BlockLanes(new float[4]));
    assertThat(merged.values()).isSameAs(SparseValues.EMPTY);
    assertThat(merged.before()).isEmpty();
  }

  @Test
  void replicasAreTakenInTheOrderGiven() {
    // In floating point the order shows: 2^60 + 1 - 2^60 is 0, 2^60 - 2^60 + 1 is 1.
    Delta big = delta(0, 0, values(0, 0x1p60f));
    Delta one = delta(1, 0, values(0, 1));
    Delta minus = delta(2, 0, values(0, -0x1p60f));
    assertThat(meanOf(List.of(big, one, minus))).isZero();
    assertThat(meanOf(List.of(big, minus, one))).isEqualTo(1 / 3f);
  }

  private static float meanOf(List<Delta> deltas) {
    float[] lanes = new float[1];
    merger(SGD, "mean").mergeRound(deltas, new BlockLanes(lanes));
    return lanes[0];
  }

  @Test
  void oneAfterTheOtherAddsUpToWhatTheRuleGivesForAll() {
    List<Delta> deltas = new ArrayList<>();
    for (int replica = 0; replica < 4; replica++) {
      deltas.add(delta(replica, 0, 0, 2, false, values(3, .1f * (replica + 1), .5f)));
    }
    float[] atOnce = new float[8];
    atOnce[7] = 2;
    float[] oneByOne = atOnce.clone();
    for (MergeRule rule : MergeRules.all()) {
      BlockMerger merger = new BlockMerger(table(ADAGRAD), rule);
      merger.mergeRound(deltas, new BlockLanes(atOnce));
      for (int i = 0; i < deltas.size(); i++) {
        SparseValues merged =
            merger.mergeOne(deltas.get(i), deltas.subList(0, i), new BlockLanes(oneByOne));
        assertThat(merged).isEqualTo(values(3, oneByOne[6], oneByOne[7]));
      }
      assertThat(oneByOne).as(rule.name()).containsExactly(atOnce, within(1e-6f));
    }
  }

  @Test
  void oneWithoutConcurrentOnesPassesUnchanged() {
    for (MergeRule rule : MergeRules.all()) {
      float[] lanes = {1, 4, 2, 4};
      Delta elsewhere = delta(1, 0, values(0, 9, 9));
      new BlockMerger(table(ADAGRAD), rule)
          .mergeOne(delta(0, 0, values(1, .5f, 1)), List.of(elsewhere), new BlockLanes(lanes));
      assertThat(lanes).as(rule.name()).containsExactly(1, 4, 2.5f, 5);
    }
  }

  @Test
  void oneFindsConcurrentChangesAmongManyCoordinates() {
    Delta other = delta(1, 0, new SparseValues(new int[] {0, 2, 5, 7}, new float[] {1, 1, 3, 1}));
    Delta own = delta(0, 0, new SparseValues(new int[] {1, 5, 6}, new float[] {2, 1, 2}));
    float[] lanes = new float[8];
    SparseValues merged = merger(SGD, "mean").mergeOne(own, List.of(other), new BlockLanes(lanes));
    // At 5 the mean of 3 and 1 is 2, and the 3 is there already.
    assertThat(merged).isEqualTo(new SparseValues(new int[] {1, 5, 6}, new float[] {2, -1, 2}));
  }

  @Test
  void aMassThatOverflowsStaysFinite() {
    float[] lanes = {1e30f, Float.MAX_VALUE};
    Delta huge = delta(0, 0, values(0, 1e30f, Float.MAX_VALUE));
    Delta other = delta(1, 0, values(0, 1e30f, Float.MAX_VALUE));
    for (MergeRule rule : MergeRules.all()) {
      BlockMerger merger = new BlockMerger(table(ADAGRAD), rule);
      for (int round = 0; round < 3; round++) {
        merger.mergeRound(List.of(huge, other), new BlockLanes(lanes));
        merger.mergeOne(huge, List.of(other), new BlockLanes(lanes));
      }
      assertThat(lanes[0]).as(rule.name()).isFinite();
      assertThat(lanes[1]).as(rule.name()).isFinite();
    }
  }

  @Test
  void progressBelowTheThresholdOfL1AddsUpUntilItCrosses() {
    OptimizerSpec.Ftrl ftrl = new OptimizerSpec.Ftrl(.1, 1, 10, 0);
    BlockMerger merger = merger(ftrl, "saturating");
    float[] master = new float[4];
    int rounds = 0;
    while (ftrl.weight(master, 2) == 0) {
      List<Delta> deltas = new ArrayList<>();
      for (int replica = 0; replica < 4; replica++) {
        deltas.add(learnedOne(ftrl, master, replica, rounds));
      }
      merger.mergeRound(deltas, new BlockLanes(master));
      rounds++;
      // At weight 0 every gradient is -1/2, and its square 1/4.
      assertThat(master[3]).isEqualTo(rounds * 4 * .25f);
      assertThat(rounds).isLessThan(20);
    }
    assertThat(4 * rounds).isCloseTo(examplesToCross(ftrl), within(4));
    assertThat(rounds).as("no replica gets there in a round of its own").isGreaterThan(3);
  }

  private static Delta learnedOne(OptimizerSpec ftrl, float[] master, int replica, int round) {
    Learner learner = new Learner(ftrl, Losses.named("logistic"), 1);
    System.arraycopy(master, 0, learner.lanes(), 0, master.length);
    learner.learn(Messages.example(1, 1));
    float[] lanes = learner.lanes();
    assertThat(ftrl.weight(lanes, 2)).as("weight of a replica").isLessThan(.1f);
    return delta(replica, round, values(1, lanes[2] - master[2], lanes[3] - master[3]));
  }

  private static int examplesToCross(OptimizerSpec ftrl) {
    Learner learner = new Learner(ftrl, Losses.named("logistic"), 1);
    int examples = 0;
    while (ftrl.weight(learner.lanes(), 2) == 0) {
      learner.learn(Messages.example(1, 1));
      examples++;
    }
    return examples;
  }

  @Test
  void theCurvatureThatIsToldOfEachCoordinateCountsAndNotTheMass() {
    float[] lanes = {0, 2};
    Delta one = learned(0, values(0, 1, .1f), Curvature.encode(.5f));
    Delta other = learned(1, values(0, 1, .1f), Curvature.encode(.25f));
    merger(ADAGRAD, "saturating").mergeRound(List.of(one, other), new BlockLanes(lanes));
    double x = .75 / (1 + Math.sqrt(2.2));
    assertThat(lanes[0])
        .isCloseTo((float) ((1 - Math.exp(-x)) / (1 - Math.exp(-x / 2))), within(1e-6f));
    assertThat(lanes[1]).isEqualTo(2.2f);
  }

  @Test
  void anOptimizerWithoutMassMergesByCurvature() {
    for (byte code : new byte[] {0, Curvature.encode(.5f), Curvature.encode(1e6f)}) {
      float[] lanes = {0};
      List<Delta> deltas = List.of(learned(0, values(0, 1), code), learned(1, values(0, 1), code));
      merger(SGD, "weighted").mergeRound(deltas, new BlockLanes(lanes));
      double x = 2 * .1 * (code == 0 ? 1e-12 : code == Curvature.encode(.5f) ? .5 : 1e6);
      assertThat(lanes[0]).isCloseTo((float) (Math.expm1(-x) / Math.expm1(-x / 2)), within(1e-5f));
    }
  }

  private static Delta learned(int replica, int examples, long active, SparseValues changes) {
    return new Delta(
        0, replica, 0, 0, examples, active, false, 0, 0, 0, changes, Curvature.OF_LIKELIHOOD);
  }

  private static Delta learned(int replica, SparseValues changes, byte code) {
    Curvature curvature = Curvature.ofEach(new byte[] {code});
    return new Delta(0, replica, 0, 0, 1, 1, false, 0, 0, 0, changes, curvature);
  }

  private static BlockMerger merger(OptimizerSpec optimizer, String rule) {
    return new BlockMerger(table(optimizer), MergeRules.named(rule));
  }

  private static TableSpec table(OptimizerSpec optimizer) {
    return TableSpec.linear(new BlockLayout(4, 1), optimizer);
  }
}
