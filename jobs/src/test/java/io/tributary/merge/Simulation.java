package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the merge protocol in one thread under a simulated clock and a random schedule: every
 * message waits in its channel for as long as chance will have it, checkpoints are taken, and the
 * job crashes and comes back. Two seeds make a run: that of the plan says what is learned, that of
 * the schedule what happens when.
 *
 * <p>The replicas, masters and codecs are the real ones. See {@link SimulatedJob} for one
 * incarnation, {@link SimulatedReplica} and {@link SimulatedMaster} for the parts, {@link
 * Checkpoint} for what outlives an incarnation besides the {@link UpdatesLog}.
 */
final class Simulation {
  private static final int MAX_STEPS = 200_000;

  private final SimulationPlan plan;
  private final Random random;
  private final Trace trace;
  private final UpdatesLog log;
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final Choices choices = new Choices();
  private int crashesLeft;
  private int stepsToCrash;
  private int crashes;
  private long now = SimulationPlan.START;
  private SimulatedJob job;

  /**
   * Prepares a run.
   *
   * @param crashes how often the job crashes at most; not every crash comes before the end
   */
  Simulation(SimulationPlan plan, long scheduleSeed, int crashes, Trace trace) {
    this.plan = plan;
    random = new Random(scheduleSeed);
    this.trace = trace;
    trace.startClock(clock());
    log = new UpdatesLog(plan.layout().blocks());
    crashesLeft = crashes;
    drawCrash();
    job = new SimulatedJob(this, null);
  }

  SimulationPlan plan() {
    return plan;
  }

  Random random() {
    return random;
  }

  Trace trace() {
    return trace;
  }

  LongSupplier clock() {
    return () -> now;
  }

  UpdatesLog log() {
    return log;
  }

  int crashes() {
    return crashes;
  }

  void completed(Checkpoint checkpoint) {
    checkpoints.add(checkpoint);
  }

  /** Runs to the end, checking on the way and at the end; returns the job as it ended. */
  SimulatedJob run() {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (crashesLeft > 0 && stepsToCrash-- <= 0) {
        crash();
      } else if (job.ended() && (crashesLeft == 0 || random.nextBoolean())) {
        job.checkEnd();
        return job;
      } else {
        step();
      }
    }
    throw new AssertionError("the run does not end: steps=" + MAX_STEPS);
  }

  private void step() {
    choices.clear();
    job.offer(choices);
    if (choices.isEmpty()) {
      leap();
      return;
    }
    choices.add(.1, () -> now += 1 + random.nextInt(4));
    choices.add(.05, job::checkpoint);
    choices.pick(random).run();
  }

  /** Nothing can happen before time passes. */
  private void leap() {
    if (job.ended()) {
      stepsToCrash = 0;
      return;
    }
    long next = job.nextTime();
    assertThat(next).as("all wait for each other: next time").isLessThan(Long.MAX_VALUE);
    if (now < SimulatedInput.QUIET && next >= SimulatedInput.QUIET) {
      assertThat(job.mergedExamples())
          .as("examples merged while some replicas are idle")
          .isEqualTo(plan.examplesUntil(now));
    }
    now = Math.max(now, next);
  }

  private void crash() {
    job.crash();
    crashes++;
    crashesLeft--;
    drawCrash();
    now += 1 + random.nextInt(100);
    Checkpoint restored = restorePoint();
    trace.add(() -> "CRASH, restored from checkpoint " + checkpoints.indexOf(restored));
    job = new SimulatedJob(this, restored);
  }

  private @Nullable Checkpoint restorePoint() {
    if (checkpoints.isEmpty()) {
      return null;
    }
    // Mostly the newest, as after a failure; else any, as when a job starts from a savepoint.
    int newest = checkpoints.size() - 1;
    return checkpoints.get(random.nextInt(3) > 0 ? newest : random.nextInt(newest + 1));
  }

  private void drawCrash() {
    // Early and late ones: the first steps after a restore are the most delicate.
    stepsToCrash = random.nextInt(random.nextBoolean() ? 60 : 1500);
  }
}
