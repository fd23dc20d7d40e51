package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.training.JobHeap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The TaskManagers of a JobManager, and what its jobs have of them. */
public final class Workers {
  private final FlinkRest rest;
  private final ModelJobs jobs;
  private final Map<String, Integer> own = new HashMap<>();
  private final Map<String, Long> others = new HashMap<>();

  private Workers(FlinkRest rest) {
    this.rest = rest;
    jobs = new ModelJobs(rest);
  }

  /**
   * Returns all TaskManagers.
   *
   * @param model whose own job will give up what it has
   */
  public static List<Worker> of(FlinkRest rest, String model) {
    Workers workers = new Workers(rest);
    try {
      for (ModelJob job : workers.jobs.all()) {
        if (job.isAlive()) {
          workers.count(job, job.model().equals(model));
        }
      }
      return workers.all();
    } catch (FlinkRest.Refused e) {
      throw new JobManagerException(
          "taskmanagers can't be asked for: jobmanager="
              + rest.address()
              + " cause="
              + e.getMessage(),
          e);
    }
  }

  private void count(ModelJob job, boolean isOwn) {
    Optional<JobHeap> heap = jobs.settings(job).heap();
    JobVertices vertices = jobs.vertices(job);
    Map<String, Integer> slots = new HashMap<>();
    for (JobVertices.Vertex vertex : vertices.all()) {
      Map<String, Integer> tasks = tasks(job, vertex);
      tasks.forEach((worker, count) -> slots.merge(worker, count, Math::max));
      if (!isOwn) {
        long each = heap.map(vertex::heapBytes).orElse(0L);
        tasks.forEach((worker, count) -> others.merge(worker, count * each, Long::sum));
      }
    }
    if (isOwn) {
      slots.forEach((worker, count) -> own.merge(worker, count, Integer::sum));
    }
  }

  private Map<String, Integer> tasks(ModelJob job, JobVertices.Vertex vertex) {
    Map<String, Integer> tasks = new HashMap<>();
    for (JsonNode subtask :
        rest.get("/jobs/" + job.id() + "/vertices/" + vertex.id()).path("subtasks")) {
      tasks.merge(subtask.path("taskmanager-id").asText(), 1, Integer::sum);
    }
    return tasks;
  }

  private List<Worker> all() {
    List<Worker> all = new ArrayList<>();
    for (JsonNode listed : rest.get("/taskmanagers").path("taskmanagers")) {
      String id = listed.path("id").asText();
      all.add(
          new Worker(
              id,
              heap(rest.get("/taskmanagers/" + id)),
              listed.path("freeSlots").asInt() + own.getOrDefault(id, 0),
              others.getOrDefault(id, 0L)));
    }
    return List.copyOf(all);
  }

  /** Returns the heap of a TaskManager: what it was configured with, or the JVM has if less. */
  static long heap(JsonNode worker) {
    JsonNode memory = worker.path("memoryConfiguration");
    // One within another process says that it has no limit.
    long configured =
        saturatedSum(memory.path("frameworkHeap").asLong(0), memory.path("taskHeap").asLong(0));
    long virtualMachine = worker.path("metrics").path("heapMax").asLong(0);
    if (configured <= 0 || virtualMachine <= 0) {
      return Math.max(0, Math.max(configured, virtualMachine));
    }
    return Math.min(configured, virtualMachine);
  }

  private static long saturatedSum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
