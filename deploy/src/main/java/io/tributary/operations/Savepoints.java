package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.training.StackTraces;
import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes savepoints. A job that has lost a process can't give one until it runs again, so it is
 * waited for; what Flink says meanwhile ("not a streaming job") is not the reason.
 */
final class Savepoints {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  // Any state backend can go on from it.
  private static final String FORMAT = "CANONICAL";
  private static final Pattern NOT_RUNNING =
      Pattern.compile(
          "is not a streaming job|currently not executing|Not all required tasks"
              + "|Checkpoint ?Coordinator (is suspending|shutdown)|FailoverRegion is restarting"
              + "|tasks not ready");

  private final FlinkRest rest;
  private final ModelJobs jobs;
  private final Waiting waiting;
  private final Duration patience;

  Savepoints(FlinkRest rest, ModelJobs jobs) {
    this(rest, jobs, PATIENCE);
  }

  /**
   * Creates it.
   *
   * @param patience how long a job that restarts is waited for
   */
  Savepoints(FlinkRest rest, ModelJobs jobs, Duration patience) {
    this.rest = rest;
    this.jobs = jobs;
    waiting = rest.waiting();
    this.patience = patience;
  }

  /** Flink has not taken a savepoint, and says why. */
  private static final class NotTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTaken(String stackTrace) {
      super(stackTrace);
    }

    String cause() {
      return StackTraces.rootCause(String.valueOf(getMessage()));
    }

    boolean saysNotRunning() {
      return NOT_RUNNING.matcher(String.valueOf(getMessage())).find();
    }
  }

  /** Takes a savepoint while the job goes on; returns its path. */
  String take(ModelJob job, Optional<String> directory) {
    ObjectNode body = FlinkRest.object().put("cancel-job", false).put("formatType", FORMAT);
    directory.ifPresent(dir -> body.put("target-directory", dir));
    return whenRunning(job, () -> trigger(job, "savepoints", body));
  }

  /** Stops a job with a savepoint; returns its path, and the job may not have ended yet. */
  String stop(ModelJob job, Optional<String> directory) {
    ObjectNode body = FlinkRest.object().put("drain", false).put("formatType", FORMAT);
    directory.ifPresent(dir -> body.put("targetDirectory", dir));
    return whenRunning(job, () -> trigger(job, "stop", body));
  }

  private String trigger(ModelJob job, String how, ObjectNode body) {
    String prefix = "/jobs/" + job.id();
    JsonNode triggered = jobs.asked(() -> rest.post(prefix + "/" + how, body));
    String status = prefix + "/savepoints/" + triggered.path("request-id").asText();
    long start = waiting.nanos();
    while (true) {
      JsonNode answer = jobs.asked(() -> rest.get(status));
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.hasNonNull("location")) {
          return operation.path("location").asText();
        }
        throw new NotTaken(operation.path("failure-cause").path("stack-trace").asText());
      }
      jobs.pause(start, "savepoint is not there: job=" + job.id());
    }
  }

  private String whenRunning(ModelJob job, Supplier<String> savepoint) {
    long start = waiting.nanos();
    long known = jobs.newestFailure(job.id());
    Optional<NotTaken> refused = Optional.empty();
    while (true) {
      awaitRunning(job, start, known, refused);
      long before = jobs.newestFailure(job.id());
      try {
        return savepoint.get();
      } catch (NotTaken e) {
        boolean restarts =
            e.saysNotRunning()
                || jobs.newestFailure(job.id()) > before
                || !jobs.isRunning(jobs.asked(() -> rest.get("/jobs/" + job.id())));
        if (!restarts) {
          throw notTaken("savepoint was not taken", job, e.cause(), e);
        }
        refused = Optional.of(e);
        jobs.pause(start, "savepoint is not there: job=" + job.id());
      }
    }
  }

  private void awaitRunning(ModelJob job, long startNanos, long known, Optional<NotTaken> refused) {
    while (true) {
      JsonNode answer = jobs.asked(() -> rest.get("/jobs/" + job.id()));
      String state = answer.path("state").asText();
      boolean late = waiting.isOver(startNanos, patience);
      if (jobs.isRunning(answer) && !(late && refused.isPresent())) {
        return;
      }
      ModelJob now =
          new ModelJob(job.id(), job.model(), state, job.startMillis(), job.durationMillis());
      if (!now.isAlive()) {
        throw notTaken(
            "job has ended, so no savepoint was taken: state=" + state,
            job,
            jobs.failure(job.id()),
            refused.orElse(null));
      }
      jobs.requireNoLoop(now, known);
      if (late) {
        throw notTaken(
            "job is restarting, so no savepoint was taken, try again when 'tributary status' says"
                + " that it runs: state="
                + state
                + " seconds="
                + patience.toSeconds(),
            job,
            jobs.failure(job.id()),
            refused.orElse(null));
      }
      jobs.pause(startNanos, "job does not run: job=" + job.id());
    }
  }

  private static JobManagerException notTaken(
      String fact, ModelJob job, String cause, @Nullable Throwable failure) {
    return new JobManagerException(
        fact
            + (fact.contains(": ") ? " " : ": ")
            + "model="
            + job.model()
            + " job="
            + job.id()
            + " cause="
            + cause,
        failure);
  }
}
