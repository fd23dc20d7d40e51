package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.BlockMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the merge protocol in one thread under a simulated clock and a random schedule: every
 * message waits in its channel for as long as chance will have it, checkpoints are taken, the job
 * crashes and comes back, with as many replicas or others, and a mirror follows the log. Two seeds
 * make a run: that of the plan says what is learned, that of the schedule what happens when.
 *
 * <p>The replicas, masters, codecs and the mirror's model are the real ones. See {@link
 * SimulatedJob} for one incarnation, {@link SimulatedReplica} and {@link SimulatedMergeTask} for
 * its parts, {@link Checkpoint} for what outlives an incarnation besides the {@link UpdatesLog},
 * and {@link Faults} for what goes wrong.
 */
final class Simulation {
  private static final int MAX_STEPS = 150_000;
  private static final int MAX_REPLICAS = 5;
  private static final int MAX_SKEW_MILLIS = 100_000;

  private final SimulationPlan plan;
  private final Random random;
  private final Faults faults;
  private final Trace trace;
  private final UpdatesLog log;
  private final SimulatedMirror mirror;
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final Choices choices = new Choices();
  private final Noise noise;
  private int noiseLeft;
  private int crashesLeft;
  private int stepsToCrash;
  private long now = SimulationPlan.START;
  private SimulatedJob job;
  private @Nullable SimulatedJob zombie;

  /** Prepares a run. */
  Simulation(SimulationPlan plan, long scheduleSeed, Faults faults, Trace trace) {
    this.plan = plan;
    this.faults = faults;
    random = new Random(scheduleSeed);
    this.trace = trace;
    trace.startClock(clock());
    log = new UpdatesLog(plan.blocks());
    noise = new Noise(this, new Random(scheduleSeed ^ 0x5DEECE66DL));
    noiseLeft = faults.noise();
    mirror = new SimulatedMirror(plan, log, faults.mutation(), clock());
    crashesLeft = faults.crashes();
    drawCrash();
    job = new SimulatedJob(this, drawReplicas(), drawSkew(), null);
  }

  SimulationPlan plan() {
    return plan;
  }

  Faults faults() {
    return faults;
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

  long now() {
    return now;
  }

  /** Returns the generation that the master of a block has now. */
  long generation(int block) {
    return job.state(block).generation();
  }

  void completed(Checkpoint checkpoint) {
    checkpoints.add(checkpoint);
  }

  /** Returns all checkpoints, oldest first. */
  List<Checkpoint> checkpoints() {
    return checkpoints;
  }

  /** Runs to the end, checking on the way and at the end; returns the job as it ended. */
  SimulatedJob run() {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (crashesLeft > 0 && stepsToCrash-- <= 0) {
        crash();
      } else if (zombie == null && job.settled() && (crashesLeft == 0 || random.nextBoolean())) {
        job.checkEnd();
        mirror.checkEnd(job);
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
    if (zombie != null) {
      zombie.offer(choices);
      choices.add(.05, this::bury);
    }
    if (choices.isEmpty()) {
      leap();
      return;
    }
    choices.add(.1, () -> now += 1 + random.nextInt(4));
    choices.add(.05, job::checkpoint);
    choices.add(.05, () -> mirror.follow(random));
    if (noiseLeft > 0) {
      choices.add(.5, this::makeNoise);
    }
    choices.pick(random).run();
  }

  private void makeNoise() {
    noiseLeft--;
    noise.write();
  }

  /** What a master writes may be lost: something else is in its place. */
  void append(BlockMessage message) {
    if (noiseLeft > 0 && noise.isLost()) {
      noiseLeft--;
      trace.add(() -> "LOST " + message);
      log.append(message.block(), noise.unreadable());
    } else {
      log.append(message);
    }
  }

  /** Nothing can happen before time passes. */
  private void leap() {
    if (job.settled()) {
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
    if (faults.zombies() && random.nextBoolean()) {
      trace.add(() -> "FAILS, but goes on");
      job.becomeZombie();
      zombie = job;
    } else {
      job.crash();
    }
    crashesLeft--;
    drawCrash();
    now += 1 + random.nextInt(100);
    Checkpoint restored = restorePoint();
    int replicas = drawReplicas();
    long skew = drawSkew();
    trace.add(
        () ->
            "RESTORED from checkpoint "
                + checkpoints.indexOf(restored)
                + " replicas="
                + replicas
                + " clock skew="
                + skew);
    job = new SimulatedJob(this, replicas, skew, restored);
  }

  private void bury() {
    trace.add(() -> "the failed incarnation is gone");
    zombie = null;
  }

  private @Nullable Checkpoint restorePoint() {
    if (checkpoints.isEmpty()) {
      return null;
    }
    // Mostly the newest, as after a failure; else any, as when a job starts from a savepoint.
    int newest = checkpoints.size() - 1;
    return checkpoints.get(random.nextInt(3) > 0 ? newest : random.nextInt(newest + 1));
  }

  private int drawReplicas() {
    return faults.rescales() ? 1 + random.nextInt(MAX_REPLICAS) : plan.inputs().size();
  }

  private long drawSkew() {
    return faults.skewed() ? random.nextInt(MAX_SKEW_MILLIS) : 0;
  }

  private void drawCrash() {
    // Early and late ones: the first steps after a restore are the most delicate.
    stepsToCrash = random.nextInt(random.nextBoolean() ? 60 : 1500);
  }
}
