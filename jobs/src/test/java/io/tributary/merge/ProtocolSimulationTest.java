package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The invariants of the merge protocol under random schedules and crashes. Most checks are in the
 * {@link Simulation}, made after every step; a failing seed is run again to print what happened.
 */
final class ProtocolSimulationTest {
  /** More seeds find rarer faults: {@code -Dsimulation.seeds=10000} takes minutes. */
  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("simulation.seeds", 60));
  }

  @ParameterizedTest(name = "seed={0}")
  @MethodSource("seeds")
  void boundedAndClosedByCountIsReproducible(long seed) {
    SimulationPlan plan = SimulationPlan.closedByCount(seed, bounded(seed));
    int[] lanes = run(plan, seed, 0);
    assertThat(run(plan, seed + 1_000_000, 0)).as("under another schedule").isEqualTo(lanes);
    assertThat(run(plan, seed + 2_000_000, 3)).as("after crashes").isEqualTo(lanes);
  }

  @ParameterizedTest(name = "seed={0}")
  @MethodSource("seeds")
  void boundedAndClosedByTimeLosesAndRepeatsNothing(long seed) {
    SimulationPlan plan = SimulationPlan.closedByTime(seed, bounded(seed));
    run(plan, seed, 0);
    run(plan, seed + 1_000_000, 3);
  }

  @ParameterizedTest(name = "seed={0}")
  @MethodSource("seeds")
  void unboundedLosesAndRepeatsNothing(long seed) {
    run(SimulationPlan.closedByCount(seed, Staleness.UNBOUNDED), seed, 3);
    run(SimulationPlan.closedByTime(seed, Staleness.UNBOUNDED), seed, 3);
  }

  @ParameterizedTest(name = "seed={0}")
  @MethodSource("seeds")
  void fullBuffersLoseAndRepeatNothing(long seed) {
    int maxHeld = (int) (seed % 7);
    run(SimulationPlan.closedByCount(seed, bounded(seed)).ungated(maxHeld), seed, 3);
    run(SimulationPlan.closedByTime(seed, Staleness.UNBOUNDED).ungated(maxHeld), seed, 3);
  }

  private static Staleness bounded(long seed) {
    return new Staleness((int) (seed % 3));
  }

  private static int[] run(SimulationPlan plan, long scheduleSeed, int crashes) {
    try {
      return new Simulation(plan, scheduleSeed, crashes, new Trace(false)).run().finalLanes();
    } catch (AssertionError | RuntimeException failure) {
      Trace trace = new Trace(true);
      try {
        new Simulation(plan, scheduleSeed, crashes, trace).run();
      } catch (AssertionError | RuntimeException again) {
        throw new AssertionError(
            again + "\n" + plan + "\nscheduleSeed=" + scheduleSeed + "\n" + trace, again);
      }
      throw failure;
    }
  }
}
