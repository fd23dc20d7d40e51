package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The vertices of a training job as the REST API tells them: chains of operators, told apart by the
 * names of the operators in them, also of jobs that an earlier version submitted. Operators of one
 * kind rescale together.
 */
record JobVertices(List<Vertex> all) {
  private static final Pattern MASTERS = Pattern.compile("\\bblock-master\\b");
  private static final Pattern MASTER_SINKS = Pattern.compile("\\b(publish|updates-sink)\\b");
  private static final Pattern REPLICAS =
      Pattern.compile("\\b(replica|examples|decode|rejected|count)\\b");

  private static final Pattern LEARNERS = Pattern.compile("\\breplica\\b");

  /** One vertex, and how many of its tasks run. */
  record Vertex(String id, String name, int parallelism, int running) {
    private boolean isMaster() {
      return MASTERS.matcher(name).find() || MASTER_SINKS.matcher(name).find();
    }

    /** Returns true when its tasks learn, each with a model. */
    boolean isLearner() {
      return LEARNERS.matcher(name).find();
    }

    /** Returns true when its tasks have the masters' blocks. */
    boolean hasMasters() {
      return MASTERS.matcher(name).find();
    }

    private boolean isReplica() {
      return !isMaster() && REPLICAS.matcher(name).find();
    }
  }

  /** Returns the vertices whose tasks learn. */
  List<Vertex> learners() {
    return all.stream().filter(Vertex::isLearner).toList();
  }

  static JobVertices of(JsonNode job) {
    List<Vertex> vertices = new ArrayList<>();
    for (JsonNode vertex : job.path("vertices")) {
      JsonNode tasks = vertex.path("tasks");
      vertices.add(
          new Vertex(
              vertex.path("id").asText(),
              vertex.path("name").asText(),
              vertex.path("parallelism").asInt(),
              // A source whose input has ended is done, and as good as one that runs.
              tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt()));
    }
    return new JobVertices(vertices);
  }

  /** Returns how many masters so many replicas have unless the pipeline says otherwise. */
  static int defaultMasters(int replicas, int blocks) {
    return Math.max(1, Math.min(replicas / 4, blocks));
  }

  int replicas() {
    return all.stream().filter(Vertex::isReplica).mapToInt(Vertex::parallelism).max().orElse(0);
  }

  int masters() {
    return all.stream().filter(Vertex::isMaster).mapToInt(Vertex::parallelism).max().orElse(0);
  }

  /** Returns the slots that the job has: a slot holds one task of each vertex. */
  int slots() {
    return all.stream().mapToInt(Vertex::parallelism).max().orElse(0);
  }

  boolean isRunning() {
    return !all.isEmpty()
        && all.stream().allMatch(vertex -> vertex.running() == vertex.parallelism());
  }

  /** Returns how many masters there should be after rescaling; a number that was chosen stays. */
  int mastersFor(int replicas, int blocks) {
    return masters() == defaultMasters(replicas(), blocks)
        ? defaultMasters(replicas, blocks)
        : masters();
  }

  /**
   * Returns what to require of Flink: so many, or as many as there are slots for while a
   * TaskManager is lost, as when a job is submitted. With an exact number the job would end for
   * good instead.
   */
  ObjectNode requirements(int replicas, int blocks) {
    ObjectNode requirements = FlinkRest.object();
    int masters = mastersFor(replicas, blocks);
    for (Vertex vertex : all) {
      int wanted = vertex.isMaster() ? masters : vertex.isReplica() ? replicas : 1;
      requirements
          .putObject(vertex.id())
          .putObject("parallelism")
          .put("lowerBound", 1)
          .put("upperBound", wanted);
    }
    return requirements;
  }
}
