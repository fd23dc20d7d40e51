package io.tributary.operations;

import io.tributary.config.Pipeline;
import io.tributary.failure.CommandFailedException;
import io.tributary.operations.ReplicaChoice.Settings;
import io.tributary.operations.ReplicaDecision.Kind;
import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.Optional;

/** Keeps a running job at the least number of replicas that keeps up. */
public final class AutoRescaling implements AutoCloseable {
  private static final long NEVER = Long.MIN_VALUE;
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

  private final FlinkRest rest;
  private final ModelJobs jobs;
  private final ModelJob job;
  private final LoadWatch watch;
  private final ReplicaChoice choice;
  private final Waiting waiting;
  private long refusedNanos = NEVER;

  /**
   * A move that was made.
   *
   * @param decision what was decided
   * @param from how many replicas there were
   * @param seconds how long it took
   */
  public record Step(ReplicaDecision decision, int from, double seconds) {}

  private AutoRescaling(FlinkRest rest, ModelJob job, LoadWatch watch, Settings settings) {
    this.rest = rest;
    this.job = job;
    this.watch = watch;
    jobs = new ModelJobs(rest);
    waiting = rest.waiting();
    choice = new ReplicaChoice(settings);
  }

  /**
   * Begins to watch a job.
   *
   * @throws CommandFailedException when the job can't be rescaled while it runs
   */
  public static AutoRescaling start(
      FlinkRest rest, ModelJob job, Pipeline pipeline, Settings settings) {
    if (pipeline.training().checkpointInterval().isZero()) {
      throw new CommandFailedException(
          "replicas can't be changed without checkpoints: model="
              + job.model()
              + " training.checkpointInterval=0");
    }
    if (!new Rescaling(rest).isLive()) {
      throw new CommandFailedException(
          "scheduler can't change a running job: jobmanager="
              + rest.address()
              + " jobmanager.scheduler allowed=adaptive");
    }
    ModelJobs jobs = new ModelJobs(rest);
    return new AutoRescaling(
        rest, job, LoadWatch.start(jobs, job, pipeline, rest.waiting()), settings);
  }

  /** Returns true while the job has not ended. */
  public boolean isAlive() {
    return jobs.all().stream().anyMatch(one -> one.id().equals(job.id()) && one.isAlive());
  }

  /** Looks once, and says what follows; nothing while the job tells too little. */
  public Optional<ReplicaDecision> look() {
    return watch.look().map(choice::next).map(this::notAgainAtOnce);
  }

  private ReplicaDecision notAgainAtOnce(ReplicaDecision decision) {
    boolean isTooSoon = refusedNanos != NEVER && !waiting.isOver(refusedNanos, AFTER_REFUSAL);
    return decision.moves() && isTooSoon
        ? new ReplicaDecision(
            Kind.STAY,
            jobs.replicas(job),
            "the last move was refused",
            decision.lag(),
            decision.arrivals(),
            decision.learned())
        : decision;
  }

  /**
   * Moves the job; returns once all of it runs.
   *
   * @throws CommandFailedException when the heap of the TaskManagers is too small
   * @throws JobManagerException when Flink refuses, or the job does not run
   */
  public Step move(ReplicaDecision decision) {
    refusedNanos = waiting.nanos();
    int before = jobs.replicas(job);
    long start = waiting.nanos();
    if (decision.replicas() > before) {
      HeapCheck.require(rest, job, decision.replicas());
    }
    new Rescaling(rest).rescale(job, decision.replicas());
    jobs.awaitRunning(job.id(), decision.replicas());
    refusedNanos = NEVER;
    return new Step(decision, before, (waiting.nanos() - start) / 1e9);
  }

  @Override
  public void close() {
    watch.close();
  }
}
