package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.model.OptimizerSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every merge rule keeps, with every optimizer it can work with. */
final class MergeRuleContractTest {
  private static final List<OptimizerSpec> OPTIMIZERS =
      List.of(
          new OptimizerSpec.Ftrl(.4, 1, 0, 0),
          new OptimizerSpec.Ftrl(.1, 0, 1, .5),
          new OptimizerSpec.Ftrl(.1, 0, 0, 0),
          new OptimizerSpec.AdaGrad(.1, 1e-8),
          new OptimizerSpec.Sgd(.05));

  /** What a replica did; the curvature stands beside a mass that an optimizer may not have. */
  private record Move(double change, double curvature) {}

  static Stream<Arguments> rules() {
    return MergeRules.all().stream()
        .flatMap(rule -> OPTIMIZERS.stream().map(optimizer -> Arguments.of(rule, optimizer)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void oneReplicasMovePassesUnchanged(MergeRule rule, OptimizerSpec optimizer) {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Move move = move(random);
      assertThat(change(rule, optimizer, random.nextInt(3) * 10, List.of(move)))
          .isEqualTo(move.change());
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void orderOfReplicasMattersNoMoreThanRounding(MergeRule rule, OptimizerSpec optimizer) {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      List<Move> moves = moves(random);
      double before = random.nextDouble() * 100;
      double expected = change(rule, optimizer, before, moves);
      Collections.shuffle(moves, random);
      assertThat(change(rule, optimizer, before, moves)).isCloseTo(expected, within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void noMovesGiveNoMove(MergeRule rule, OptimizerSpec optimizer) {
    for (double mass : masses()) {
      Move still = new Move(0, mass);
      assertThat(change(rule, optimizer, 0, List.of(still, still, still))).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void movesOfOneSignMergeBetweenTheLeastOfThemAndTheirSum(
      MergeRule rule, OptimizerSpec optimizer) {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      List<Move> moves = new ArrayList<>();
      for (Move move : moves(random)) {
        moves.add(new Move(Math.abs(move.change()), move.curvature()));
      }
      double sum = moves.stream().mapToDouble(Move::change).sum();
      double least = moves.stream().mapToDouble(Move::change).min().orElseThrow();
      double rounding = 1e-9 * sum;
      assertThat(change(rule, optimizer, random.nextDouble() * 100, moves))
          .isBetween(least - rounding, sum + rounding);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void movesOfOneSignAndEqualMassMergeBetweenTheirMeanAndTheirSum(
      MergeRule rule, OptimizerSpec optimizer) {
    Random random = new Random(6);
    for (int i = 0; i < 500; i++) {
      List<Move> moves = new ArrayList<>();
      double mass = move(random).curvature();
      for (Move move : moves(random)) {
        moves.add(new Move(Math.abs(move.change()), mass));
      }
      double sum = moves.stream().mapToDouble(Move::change).sum();
      double rounding = 1e-9 * sum;
      assertThat(change(rule, optimizer, random.nextDouble() * 100, moves))
          .isBetween(sum / moves.size() - rounding, sum + rounding);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void mirroredMovesMergeToTheMirroredMove(MergeRule rule, OptimizerSpec optimizer) {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      List<Move> moves = moves(random);
      List<Move> mirrored = moves.stream().map(m -> new Move(-m.change(), m.curvature())).toList();
      assertThat(change(rule, optimizer, 1, mirrored))
          .isEqualTo(-change(rule, optimizer, 1, moves));
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void resultsAreFiniteWhateverTheMass(MergeRule rule, OptimizerSpec optimizer) {
    for (double before : masses()) {
      for (double mass : masses()) {
        for (double active : new double[] {0, 1, 1e9}) {
          Moves moves =
              new Moves().start(before, active).add(1, mass, mass).add(2, mass, mass).add(1, 0, 0);
          assertThat(rule.change(moves, optimizer))
              .as("massBefore=%s mass=%s active=%s", before, mass, active)
              .isBetween(4 / 3. - 1e-9, 4.);
        }
      }
    }
  }

  @Test
  void saturatingGivesTheSumOfSmallMovesAndTheMeanOfLargeOnes() {
    OptimizerSpec optimizer = new OptimizerSpec.Ftrl(.4, 1, 0, 0);
    MergeRule rule = MergeRules.named("saturating");
    List<Move> small = List.of(new Move(.1, 1e-7), new Move(.2, 1e-7));
    List<Move> large = List.of(new Move(.1, 1e7), new Move(.2, 1e7));
    assertThat(change(rule, optimizer, 0, small)).isCloseTo(.3, within(1e-6));
    assertThat(change(rule, optimizer, 0, large)).isCloseTo(.15, within(1e-6));
    // The same mass says less where much is known already.
    assertThat(change(rule, optimizer, 1e18, large)).isCloseTo(.3, within(.02));
  }

  @Test
  void saturatingShrinksFromSumToMeanAsTheMassGrows() {
    OptimizerSpec optimizer = new OptimizerSpec.AdaGrad(.1, 1e-3);
    MergeRule rule = MergeRules.named("saturating");
    double previous = Double.MAX_VALUE;
    for (double mass = 1e-12; mass < 1e12; mass *= 3) {
      Move move = new Move(1, mass);
      double merged = change(rule, optimizer, 5, List.of(move, move, move));
      assertThat(merged).isLessThanOrEqualTo(previous + 1e-12);
      previous = merged;
    }
    assertThat(previous).isCloseTo(1, within(1e-6));
  }

  @Test
  void saturatingIsWhatEqualStepsOneAfterTheOtherReach() {
    // Four steps that each cover the share s of the way that remains to 1.
    OptimizerSpec optimizer = new OptimizerSpec.Sgd(.5);
    double mass = 1.2;
    double share = 1 - Math.exp(-13 * .5 * mass);
    List<Move> moves = Collections.nCopies(4, new Move(share, mass));
    double reached = 1 - Math.pow(1 - share, 4);
    assertThat(change(MergeRules.named("saturating"), optimizer, 0, moves))
        .isCloseTo(reached, within(1e-12));
  }

  @Test
  void weightedIsSaturatingWhenMassesAreEqual() {
    Random random = new Random(7);
    OptimizerSpec optimizer = new OptimizerSpec.Ftrl(.4, 1, 0, 0);
    for (int i = 0; i < 200; i++) {
      double mass = move(random).curvature();
      List<Move> moves = moves(random).stream().map(move -> new Move(move.change(), mass)).toList();
      double before = random.nextDouble() * 100;
      assertThat(change(MergeRules.named("weighted"), optimizer, before, moves))
          .isCloseTo(
              change(MergeRules.named("saturating"), optimizer, before, moves), within(1e-7));
    }
  }

  @Test
  void weightedGivesTheSumOfSmallMovesAndTheMeanByMassOfLargeOnes() {
    OptimizerSpec optimizer = new OptimizerSpec.Ftrl(.4, 1, 0, 0);
    MergeRule rule = MergeRules.named("weighted");
    List<Move> small = List.of(new Move(.1, 1e-7), new Move(.2, 3e-7));
    List<Move> large = List.of(new Move(.1, 1e7), new Move(.2, 3e7));
    assertThat(change(rule, optimizer, 0, small)).isCloseTo(.3, within(1e-6));
    assertThat(change(rule, optimizer, 0, large)).isCloseTo(.175, within(1e-6));
  }

  @Test
  void weightedIsWhatUnequalStepsTowardsOneOptimumReach() {
    // Steps that cover different shares of the way that remains to 1, each as its mass says.
    OptimizerSpec optimizer = new OptimizerSpec.Sgd(.5);
    List<Move> moves = new ArrayList<>();
    double left = 1;
    for (double mass : new double[] {.01, .3, .002, 1.2}) {
      double share = 1 - Math.exp(-13 * .5 * mass);
      moves.add(new Move(share, mass));
      left *= 1 - share;
    }
    assertThat(change(MergeRules.named("weighted"), optimizer, 0, moves))
        .isCloseTo(1 - left, within(1e-12));
  }

  @Test
  void aRuleThatDoesNotExistIsRefusedWithTheNamesOfThoseThatDo() {
    assertThat(MergeRules.all()).extracting(MergeRule::name).doesNotHaveDuplicates();
    for (MergeRule rule : MergeRules.all()) {
      assertThat(MergeRules.named(rule.name())).isSameAs(rule);
    }
    assertThatThrownBy(() -> MergeRules.named("median"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown merge rule: merge=median allowed=[weighted, saturating, mean]");
  }

  private static double change(
      MergeRule rule, OptimizerSpec optimizer, double massBefore, List<Move> from) {
    Moves moves = new Moves().start(optimizer.hasMass() ? massBefore : 0, 13);
    for (Move move : from) {
      double mass = optimizer.hasMass() ? move.curvature() : 0;
      moves.add(move.change(), mass, move.curvature());
    }
    return rule.change(moves, optimizer);
  }

  private static List<Move> moves(Random random) {
    List<Move> moves = new ArrayList<>();
    for (int i = 2 + random.nextInt(7); i > 0; i--) {
      moves.add(move(random));
    }
    return moves;
  }

  private static Move move(Random random) {
    double mass = Math.pow(10, random.nextInt(12) - 8) * random.nextDouble();
    return new Move(random.nextGaussian(), mass);
  }

  private static double[] masses() {
    return new double[] {0, Float.MIN_VALUE, 1e-20, 1, 1e20, Float.MAX_VALUE};
  }
}
