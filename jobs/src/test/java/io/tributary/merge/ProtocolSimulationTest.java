package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The invariants of the merge protocol under random schedules, crashes and rescalings. Most checks
 * are in the {@link Simulation}, made after every step. A failing seed is named with the command
 * that runs it alone and prints what happened.
 *
 * <p>{@code -Dsimulation.seeds=100000} runs more seeds, {@code -Dsimulation.from=N} others, {@code
 * -Dsimulation.seed=N} one.
 */
final class ProtocolSimulationTest {
  private static final int SEEDS = 4_000;
  private static final int MUTATION_SEEDS = 2000;
  private static final long ONE = Long.getLong("simulation.seed", -1);

  private record Failure(long seed, Throwable cause) {}

  @Test
  void everySeedKeepsTheInvariants() {
    if (ONE >= 0) {
      new Scenario(ONE).runTraced();
      return;
    }
    long from = Long.getLong("simulation.from", 0);
    long seeds = Long.getLong("simulation.seeds", SEEDS);
    AtomicLong done = new AtomicLong();
    Optional<Failure> failure =
        LongStream.range(from, from + seeds)
            .parallel()
            .mapToObj(seed -> run(seed, done))
            .flatMap(Optional::stream)
            .min(Comparator.comparingLong(Failure::seed));
    failure.ifPresent(
        found -> {
          throw new AssertionError(
              "invariant violated: seed="
                  + found.seed()
                  + ", see what happened with: mvn test -pl jobs -am"
                  + " -Dtest=ProtocolSimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                  + " -Dsimulation.seed="
                  + found.seed(),
              found.cause());
        });
    assertThat(done).hasValue(seeds);
  }

  private static Optional<Failure> run(long seed, AtomicLong done) {
    try {
      new Scenario(seed).run();
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(new Failure(seed, e));
    } finally {
      long count = done.incrementAndGet();
      if (count % 10_000 == 0) {
        System.out.println("simulated seeds: " + count);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyPlantedMistakeIsNoticed(Mutation mutation) {
    for (long seed = 0; seed < MUTATION_SEEDS; seed++) {
      try {
        new Scenario(seed).run(mutation);
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
    throw new AssertionError("nobody noticed: mutation=" + mutation + " seeds=" + MUTATION_SEEDS);
  }

  @Test
  void aSeedIsTheSameRunEveryTime() {
    assertThat(new Scenario(17).trace()).isEqualTo(new Scenario(17).trace()).isNotEmpty();
  }
}
