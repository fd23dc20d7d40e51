package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The invariants of model parallelism under random schedules, crashes and rescalings. A failing
 * seed is named with the command that runs it alone and prints what happened.
 *
 * <p>{@code -Dsimulation.seeds=100000} runs more seeds, {@code -Dsimulation.from=N} others, {@code
 * -Dsimulation.seed=N} one.
 */
final class ShardedSimulationTest {
  private static final int SEEDS = 1_000;
  private static final int MUTATION_SEEDS = 600;
  private static final int CRASHES = 4;
  private static final long ONE = Long.getLong("simulation.seed", -1);

  private record Failure(long seed, Throwable cause) {}

  @Test
  void everySeedKeepsTheInvariants() {
    if (ONE >= 0) {
      run(ONE, ShardedMutation.NONE, true);
      return;
    }
    long from = Long.getLong("simulation.from", 0);
    long seeds = Long.getLong("simulation.seeds", SEEDS);
    Optional<Failure> failure =
        LongStream.range(from, from + seeds)
            .parallel()
            .mapToObj(ShardedSimulationTest::failure)
            .flatMap(Optional::stream)
            .min(Comparator.comparingLong(Failure::seed));
    failure.ifPresent(
        found -> {
          throw new AssertionError(
              "invariant violated: seed="
                  + found.seed()
                  + ", see what happened with: mvn test -pl jobs -am"
                  + " -Dtest=ShardedSimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                  + " -Dsimulation.seed="
                  + found.seed(),
              found.cause());
        });
  }

  private static Optional<Failure> failure(long seed) {
    try {
      run(seed, ShardedMutation.NONE, false);
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(new Failure(seed, e));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyPlantedMistakeIsNoticed(ShardedMutation mutation) {
    for (long seed = 0; seed < MUTATION_SEEDS; seed++) {
      try {
        run(seed, mutation, false);
      } catch (AssertionError | RuntimeException noticed) {
        System.out.println(
            mutation
                + " noticed: seeds="
                + (seed + 1)
                + " by="
                + Arrays.stream(noticed.toString().split("\n")).limit(3).toList());
        return;
      }
    }
    throw new AssertionError("nobody noticed: mutation=" + mutation);
  }

  private static void run(long seed, ShardedMutation mutation, boolean traced) {
    switch ((int) (seed % 8)) {
      case 0, 1 -> reproducible(ShardedPlan.reproducible(seed), mutation, traced);
      case 5 -> reproducible(ShardedPlan.exact(seed), mutation, traced);
      case 2 -> counting(ShardedPlan.counting(seed, true), false, mutation, traced);
      case 3 -> counting(ShardedPlan.counting(seed, true), true, mutation, traced);
      case 6 -> hybrid(ShardedPlan.hybrid(seed, false), mutation, traced);
      case 7 -> live(ShardedPlan.hybrid(seed, true), mutation, traced);
      default -> counting(ShardedPlan.counting(seed, false), true, mutation, traced);
    }
  }

  /** With a dense table, the replay in memory, where all comes in turn, says what is expected. */
  private static void hybrid(ShardedPlan plan, ShardedMutation mutation, boolean traced) {
    float[] expected = HybridReference.weights(plan);
    int crashes = mutation == ShardedMutation.ARRIVAL_ORDER ? 0 : CRASHES;
    for (int run = 0; run < 2; run++) {
      ShardedSimulation.Result result =
          new ShardedSimulation(
                  plan, plan.seed() + run * 1_000_003L, run * crashes, false, mutation, traced)
              .run();
      float[] served = HybridReference.weights(plan, result.lanes());
      assertThat(served).as("weights, run %d", run).isEqualTo(expected);
    }
  }

  /** When time ends rounds and sources come and go, nothing is lost and nothing counted twice. */
  private static void live(ShardedPlan plan, ShardedMutation mutation, boolean traced) {
    int crashes = mutation == ShardedMutation.ARRIVAL_ORDER ? 0 : CRASHES;
    // The simulation counts examples, in rows and in the dense table.
    var unused = new ShardedSimulation(plan, plan.seed(), crashes, true, mutation, traced).run();
  }

  private static void reproducible(ShardedPlan plan, ShardedMutation mutation, boolean traced) {
    long seed = plan.seed();
    float[] expected =
        plan.exact() == null ? ShardedReference.lanes(plan) : ExactReference.lanes(plan);
    ShardedSimulation.Result calm =
        new ShardedSimulation(plan, seed, 0, false, mutation, traced).run();
    assertThat(calm.lanes()).as("lanes").isEqualTo(expected);
    // The renumbered sources of an incarnation would not fit the next one.
    int crashes = mutation == ShardedMutation.ARRIVAL_ORDER ? 0 : CRASHES;
    ShardedSimulation.Result crashed =
        new ShardedSimulation(plan, seed + 1_000_003, crashes, false, mutation, traced).run();
    assertThat(crashed.lanes()).as("lanes after crashes").isEqualTo(expected);
    assertThat(crashed.digests()).as("digests after crashes").isEqualTo(calm.digests());
    assertThat(crashed.metrics()).as("metrics after crashes").isEqualTo(calm.metrics());
  }

  private static void counting(
      ShardedPlan plan, boolean rescales, ShardedMutation mutation, boolean traced) {
    int crashes = mutation == ShardedMutation.ARRIVAL_ORDER ? 0 : CRASHES;
    ShardedSimulation.Result result =
        new ShardedSimulation(plan, plan.seed(), crashes, rescales, mutation, traced).run();
    float[] expected = new float[result.lanes().length];
    for (List<Example> examples : plan.inputs()) {
      for (Example example : examples) {
        FeatureVector features = example.features();
        for (int i = 0; i < features.size(); i++) {
          expected[features.indices()[i]]++;
        }
      }
    }
    assertThat(result.lanes()).as("how often each row was learned").isEqualTo(expected);
  }
}
