package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

/** What is done with one seed of the simulation: some runs, and what must be equal among them. */
final class Scenario {
  private static final int CRASHES = 4;
  private static final int NOISE = 12;

  private final long seed;
  private final Staleness bounded;
  private final Faults faults;
  private Mutation mutation = Mutation.NONE;
  private Trace trace = new Trace(false);

  Scenario(long seed) {
    this.seed = seed;
    bounded = new Staleness((int) (seed / 7 % 3));
    faults =
        Faults.crashes(CRASHES)
            .with(seed / 7 % 2 == 0, seed / 14 % 2 == 0)
            .noisy(seed / 28 % 2 == 0 ? 0 : NOISE);
  }

  /** Runs it, without anything planted and without a trace. */
  void run() {
    switch ((int) (seed % 7)) {
      case 0, 1 -> reproducible();
      case 2 -> run(SimulationPlan.closedByTime(seed, bounded), 1, faults);
      case 3 -> run(live(Staleness.UNBOUNDED), 1, faults);
      case 4 -> run(live(staleness()).ungated((int) (seed / 7 % 5)), 1, faults);
      case 5 -> run(SimulationPlan.closedByCount(seed, staleness()), 1, faults.rescaling());
      default -> run(live(staleness()), 1, faults.rescaling());
    }
  }

  /** Runs it with a mistake in the protocol. */
  void run(Mutation planted) {
    mutation = planted;
    if (planted.mergesInArrivalOrder()) {
      // Two schedules differ in nothing but the order of arrival.
      SimulationPlan plan = SimulationPlan.ofOneLength(seed, bounded);
      assertThat(run(plan, 1, Faults.NONE)).isEqualTo(run(plan, 2, Faults.NONE));
    } else {
      run();
    }
  }

  /** Runs it, and says what happened when it fails. */
  void runTraced() {
    trace = new Trace(true);
    try {
      run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e + "\n" + trace, e);
    }
  }

  /** Returns what happens in it. */
  String trace() {
    trace = new Trace(true);
    run();
    return trace.toString();
  }

  private Staleness staleness() {
    return seed / 7 % 4 == 3 ? Staleness.UNBOUNDED : bounded;
  }

  private SimulationPlan live(Staleness staleness) {
    return seed / 7 % 2 == 0
        ? SimulationPlan.closedByCount(seed, staleness)
        : SimulationPlan.closedByTime(seed, staleness);
  }

  private void reproducible() {
    SimulationPlan plan = SimulationPlan.closedByCount(seed, bounded);
    int[] lanes = run(plan, 1, Faults.NONE);
    assertThat(run(plan, 2, faults)).as("after crashes").isEqualTo(lanes);
  }

  private int[] run(SimulationPlan plan, int schedule, Faults runFaults) {
    trace.add(() -> "RUN " + plan + " " + runFaults);
    long scheduleSeed = seed + schedule * 1_000_000_007L;
    return new Simulation(plan, scheduleSeed, runFaults.mutated(mutation), trace)
        .run()
        .finalLanes();
  }
}
