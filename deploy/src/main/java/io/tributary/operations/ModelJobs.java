package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.training.JobNames;
import io.tributary.training.StackTraces;
import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The training jobs of a JobManager. */
public final class ModelJobs {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration SLOT_PATIENCE = Duration.ofSeconds(30);
  private static final Duration METRICS_PATIENCE = Duration.ofMillis(500);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final int FAILURES_OF_A_LOOP = 3;

  /** Of a job whose failures are all of its start. */
  private static final long NEW = -1;

  private final FlinkRest rest;
  private final Waiting waiting;

  /** Creates the view of a JobManager's jobs; it waits as its client does. */
  public ModelJobs(FlinkRest rest) {
    this.rest = rest;
    waiting = rest.waiting();
  }

  /** Returns all training jobs that the JobManager knows, also those that have ended. */
  public List<ModelJob> all() {
    List<ModelJob> jobs = new ArrayList<>();
    for (JsonNode job : asked(() -> rest.get("/jobs/overview")).path("jobs")) {
      String name = job.path("name").asText();
      if (JobNames.isJob(name)) {
        jobs.add(
            new ModelJob(
                job.path("jid").asText(),
                JobNames.model(name),
                job.path("state").asText(),
                job.path("start-time").asLong(),
                job.path("duration").asLong()));
      }
    }
    jobs.sort(Comparator.comparing(ModelJob::model).thenComparing(ModelJob::startMillis));
    return jobs;
  }

  /** Returns the jobs of a model that have not ended. */
  public List<ModelJob> alive(String model) {
    return all().stream().filter(job -> job.isAlive() && job.model().equals(model)).toList();
  }

  /**
   * Returns the job of a model that has not ended.
   *
   * @param model the name of the model, or the id of a job when a model has several
   * @throws JobManagerException when there is none, or more than one
   */
  public ModelJob one(String model) {
    List<ModelJob> alive = all().stream().filter(ModelJob::isAlive).toList();
    List<ModelJob> found =
        alive.stream().filter(job -> job.model().equals(model) || job.id().equals(model)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new JobManagerException(
          "no job of the model runs: model="
              + model
              + " jobmanager="
              + rest.address()
              + " running="
              + alive.stream().map(ModelJob::model).distinct().toList());
    }
    throw new JobManagerException(
        "more than one job of the model runs, name one by its id: model="
            + model
            + " jobs="
            + found.stream().map(ModelJob::id).toList());
  }

  /** Returns what the checkpoints of a job were like. */
  public CheckpointSummary checkpoints(ModelJob job) {
    return CheckpointSummary.of(asked(() -> rest.get("/jobs/" + job.id() + "/checkpoints")));
  }

  /** Returns a job's completed checkpoints, as far back as the JobManager knows them. */
  public List<CompletedCheckpoint> completedCheckpoints(ModelJob job) {
    return CheckpointDetails.completed(asked(() -> rest.get("/jobs/" + job.id() + "/checkpoints")));
  }

  /** Returns what the replicas' metrics say of pauses, as the JobManager fetched them last. */
  public ReplicaPauses pauses(ModelJob job) {
    List<Long> atCheckpoints = new ArrayList<>();
    List<Long> without = new ArrayList<>();
    for (JobVertices.Vertex vertex : vertices(job).learners()) {
      String names =
          IntStream.range(0, vertex.parallelism())
              .boxed()
              .flatMap(
                  subtask ->
                      ReplicaPauses.METRICS.stream()
                          .map(
                              metric ->
                                  String.join(
                                      ".",
                                      subtask.toString(),
                                      vertex.learner(),
                                      JobNames.METRICS,
                                      metric)))
              .collect(Collectors.joining(","));
      String path = "/jobs/" + job.id() + "/vertices/" + vertex.id() + "/metrics?get=" + names;
      JsonNode metrics = asked(() -> rest.get(path));
      atCheckpoints.addAll(CheckpointDetails.values(metrics, JobNames.CHECKPOINT_PAUSE));
      without.addAll(CheckpointDetails.values(metrics, JobNames.PAUSE_WITHOUT_CHECKPOINT));
    }
    without.removeIf(millis -> millis < 0);
    return new ReplicaPauses(List.copyOf(atCheckpoints), List.copyOf(without));
  }

  /** Returns what a job says of itself. */
  public JobSettings settings(ModelJob job) {
    return JobSettings.of(asked(() -> rest.get("/jobs/" + job.id() + "/config")));
  }

  /** Returns the vertices of a job. */
  JobVertices vertices(ModelJob job) {
    return JobVertices.of(asked(() -> rest.get("/jobs/" + job.id())));
  }

  /** Returns the number of replicas that a job has now. */
  public int replicas(ModelJob job) {
    return vertices(job).replicas();
  }

  /** Returns the number of shards that a job has now, 0 when it has none. */
  public int shards(ModelJob job) {
    return vertices(job).shards();
  }

  /** Returns the number of slots that no job has. */
  int freeSlots() {
    return asked(() -> rest.get("/overview")).path("slots-available").asInt();
  }

  /** Returns the number of slots that a job has now. */
  public int slots(ModelJob job) {
    return vertices(job).slots();
  }

  /** Returns the resource ids of the TaskManagers that run a part of a job. */
  public Set<String> hosts(ModelJob job) {
    Set<String> hosts = new TreeSet<>();
    for (JobVertices.Vertex vertex : vertices(job).all()) {
      String path = "/jobs/" + job.id() + "/vertices/" + vertex.id();
      for (JsonNode subtask : asked(() -> rest.get(path)).path("subtasks")) {
        hosts.add(subtask.path("taskmanager-id").asText());
      }
    }
    return hosts;
  }

  /** Returns how a job does. */
  public JobHealth health(ModelJob job) {
    return JobHealth.of(
        job,
        vertices(job).replicas(),
        vertices(job).shards(),
        settings(job).isAuto(),
        asked(() -> rest.get("/jobs/" + job.id() + "/checkpoints")),
        restarts(job));
  }

  // The JobManager gathers metrics only after it was asked for them.
  private JsonNode restarts(ModelJob job) {
    long start = waiting.nanos();
    JsonNode metrics;
    do {
      metrics = asked(() -> rest.get("/jobs/" + job.id() + "/metrics?get=numRestarts"));
      if (metrics.isEmpty() && job.isAlive()) {
        waiting.pause(LOOK_AGAIN);
      }
    } while (metrics.isEmpty() && job.isAlive() && !waiting.isOver(start, METRICS_PATIENCE));
    return metrics;
  }

  /**
   * Takes a savepoint while the job goes on; returns its path. A job that restarts is waited for.
   *
   * @throws JobManagerException when none was taken
   */
  public String savepoint(ModelJob job, Optional<String> directory) {
    return new Savepoints(rest, this).take(job, directory);
  }

  /** Stops a job with a savepoint; returns its path once the job has ended. */
  public String stop(ModelJob job, Optional<String> directory) {
    String path = new Savepoints(rest, this).stop(job, directory);
    awaitEnd(job);
    return path;
  }

  /** Cancels a job; returns once it has ended. */
  public void cancel(ModelJob job) {
    asked(() -> rest.patch("/jobs/" + job.id() + "?mode=cancel"));
    awaitEnd(job);
  }

  private void awaitEnd(ModelJob job) {
    long start = waiting.nanos();
    while (all().stream().anyMatch(other -> other.id().equals(job.id()) && other.isAlive())) {
      pause(start, "job does not end: job=" + job.id());
    }
  }

  /**
   * Waits until all tasks of a job run.
   *
   * @param replicas how many replicas it must have
   * @throws JobManagerException when it ends instead
   */
  public void awaitRunning(String id, int replicas) {
    awaitRunning(id, replicas, 0);
  }

  /**
   * Waits until all tasks of a job run.
   *
   * @param replicas how many replicas it must have
   * @param shards how many shards it must have, 0 for any number
   * @throws JobManagerException when it ends instead
   */
  public void awaitRunning(String id, int replicas, int shards) {
    awaitRunning(id, replicas, shards, newestFailure(id));
  }

  /**
   * Waits until all tasks of a job run that was just submitted. One that can't start is canceled.
   *
   * @param replicas how many replicas it must have
   * @throws JobManagerException when it does not start
   */
  public void awaitStarted(String id, int replicas) {
    awaitRunning(id, replicas, 0, NEW);
  }

  private void awaitRunning(String id, int replicas, int shards, long known) {
    long start = waiting.nanos();
    while (true) {
      JsonNode answer = asked(() -> rest.get("/jobs/" + id));
      ModelJob job =
          new ModelJob(
              id,
              JobNames.model(answer.path("name").asText()),
              answer.path("state").asText(),
              answer.path("start-time").asLong(),
              answer.path("duration").asLong());
      JobVertices vertices = JobVertices.of(answer);
      boolean hasShards = shards == 0 || vertices.shards() == shards;
      boolean hasReplicas = vertices.replicas() == replicas && hasShards;
      if (job.state().equals("FINISHED")
          || (job.state().equals("RUNNING") && hasReplicas && vertices.isRunning())) {
        return;
      }
      if (!job.isAlive()) {
        throw new JobManagerException(
            "job has ended: model="
                + job.model()
                + " job="
                + id
                + " state="
                + job.state()
                + " cause="
                + failure(id));
      }
      requireNoLoop(job, known);
      pause(start, "job does not run: job=" + id + " replicas=" + replicas);
    }
  }

  /** Returns true when the answer about a job says that all of it runs. */
  boolean isRunning(JsonNode answer) {
    return answer.path("state").asText().equals("RUNNING") && JobVertices.of(answer).isRunning();
  }

  // Flink would restart a job for ever that can't even begin.
  void requireNoLoop(ModelJob job, long known) {
    int failures = 0;
    for (JsonNode entry : failures(job.id())) {
      failures += entry.path("timestamp").asLong() > known ? 1 : 0;
    }
    if (failures >= FAILURES_OF_A_LOOP) {
      String cause = failure(job.id());
      if (known == NEW) {
        cancel(job);
      }
      throw new JobManagerException(
          (known == NEW
                  ? "job could not start, and was canceled: model="
                  : "job fails again and again, and is still restarted: model=")
              + job.model()
              + " job="
              + job.id()
              + " cause="
              + cause);
    }
  }

  long newestFailure(String id) {
    return failures(id).path(0).path("timestamp").asLong(0);
  }

  private JsonNode failures(String id) {
    return asked(() -> rest.get("/jobs/" + id + "/exceptions"))
        .path("exceptionHistory")
        .path("entries");
  }

  String failure(String id) {
    JsonNode entries = failures(id);
    return entries.isEmpty()
        ? "unknown"
        : StackTraces.rootCause(entries.get(0).path("stacktrace").asText());
  }

  /**
   * Waits a little for free slots: those of a job that has just ended come back one by one.
   *
   * @param needed number of slots
   * @param own slots of a job that will give them up
   * @throws JobManagerException when they are too few
   */
  public void requireSlots(int needed, int own) {
    long start = waiting.nanos();
    while (true) {
      JsonNode overview = asked(() -> rest.get("/overview"));
      int free = overview.path("slots-available").asInt() + own;
      if (free >= needed) {
        return;
      }
      // Slots that do not exist are not waited for.
      if (overview.path("slots-total").asInt() < needed || waiting.isOver(start, SLOT_PATIENCE)) {
        throw new JobManagerException(
            "not enough slots: needed="
                + needed
                + " free="
                + free
                + " total="
                + overview.path("slots-total").asInt()
                + " taskmanagers="
                + overview.path("taskmanagers").asInt()
                + " jobmanager="
                + rest.address());
      }
      waiting.pause(LOOK_AGAIN);
    }
  }

  /** Returns an option of the JobManager's own configuration. */
  public Optional<String> option(String key) {
    for (JsonNode option : asked(() -> rest.get("/jobmanager/config"))) {
      if (option.path("key").asText().equals(key)) {
        return Optional.of(option.path("value").asText()).filter(value -> !value.isBlank());
      }
    }
    return Optional.empty();
  }

  <T> T asked(Supplier<T> request) {
    try {
      return request.get();
    } catch (FlinkRest.Refused e) {
      throw new JobManagerException(
          "jobmanager refused: jobmanager=" + rest.address() + " cause=" + e.getMessage(), e);
    }
  }

  void pause(long startNanos, String problem) {
    if (waiting.isOver(startNanos, PATIENCE)) {
      throw new JobManagerException(problem + " seconds=" + PATIENCE.toSeconds());
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new JobManagerException("interrupted while waiting: " + problem);
    }
    waiting.pause(LOOK_AGAIN);
  }
}
