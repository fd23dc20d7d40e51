package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.TrainingConfig;
import io.tributary.training.JobHeap;
import io.tributary.training.JobNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The vertices of a training job as the REST API tells them: chains of operators, told apart by the
 * names of the operators in them. Operators of one kind rescale together.
 */
record JobVertices(List<Vertex> all) {
  private static final Set<String> MASTERS =
      Set.of(JobNames.BLOCK_MASTER, JobNames.SHARD, JobNames.PUBLISH, JobNames.PUBLISH_DENSE);
  private static final Set<String> REPLICAS =
      Set.of(
          JobNames.REPLICA, JobNames.BATCHER, JobNames.COMBINER, JobNames.REJECTED, JobNames.COUNT);

  /** What stands between the names of the operators of a chain, as Flink names a vertex. */
  private static final Pattern BETWEEN = Pattern.compile("[^\\w-]+");

  /** One vertex, and how many of its tasks run. */
  record Vertex(String id, String name, int parallelism, int running) {
    private boolean hasAny(Set<String> operators) {
      return BETWEEN.splitAsStream(name).anyMatch(operators::contains);
    }

    private boolean isMaster() {
      return hasAny(MASTERS);
    }

    /** Returns true when its tasks take examples, to learn them or to cut them into batches. */
    boolean isLearner() {
      return hasAny(Set.of(JobNames.REPLICA, JobNames.BATCHER));
    }

    /** Returns true when its tasks own parts of a model that is dealt out. */
    private boolean isShard() {
      return hasAny(Set.of(JobNames.SHARD));
    }

    /** Returns what the operator is called that takes examples. */
    String learner() {
      return hasAny(Set.of(JobNames.BATCHER)) ? JobNames.BATCHER : JobNames.REPLICA;
    }

    /** Returns the heap that each of its tasks may come to need. */
    long heapBytes(JobHeap heap) {
      if (isLearner()) {
        return heap.replicaBytes();
      }
      if (isReader()) {
        return heap.readerBytes() / Math.max(1, parallelism);
      }
      boolean merges = hasAny(Set.of(JobNames.BLOCK_MASTER, JobNames.SHARD));
      return merges ? heap.masterBytes() / Math.max(1, parallelism) : 0;
    }

    /** Returns true when its tasks read for replicas in other tasks. */
    private boolean isReader() {
      return hasAny(Set.of(JobNames.EXAMPLES)) && !isLearner();
    }

    private boolean isReplica() {
      return !isMaster() && !isReader() && hasAny(REPLICAS);
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

  int replicas() {
    return all.stream().filter(Vertex::isReplica).mapToInt(Vertex::parallelism).max().orElse(0);
  }

  int masters() {
    return all.stream().filter(Vertex::isMaster).mapToInt(Vertex::parallelism).max().orElse(0);
  }

  /** Returns the number of shards, 0 when each replica has all of the model. */
  int shards() {
    return all.stream().filter(Vertex::isShard).mapToInt(Vertex::parallelism).max().orElse(0);
  }

  /** Returns the slots that the job has: a slot holds one task of each vertex. */
  int slots() {
    return all.stream().mapToInt(Vertex::parallelism).max().orElse(0);
  }

  boolean isRunning() {
    return !all.isEmpty()
        && all.stream().allMatch(vertex -> vertex.running() == vertex.parallelism());
  }

  /**
   * Returns how many masters or shards there should be after rescaling; a number that was chosen
   * stays.
   */
  int mastersFor(int replicas, int blocks) {
    return shards() == 0 && masters() == TrainingConfig.defaultMasters(replicas(), blocks)
        ? TrainingConfig.defaultMasters(replicas, blocks)
        : masters();
  }

  /**
   * Returns what to require of Flink: so many, or as many as there are slots for while a
   * TaskManager is lost, as when a job is submitted. With an exact number the job would end for
   * good instead.
   *
   * @param readers how many tasks read, or 0 for as many as there are replicas
   */
  ObjectNode requirements(int replicas, int blocks, int readers) {
    return requirementsWith(mastersFor(replicas, blocks), replicas, readers);
  }

  /** Returns the same with so many masters or shards. */
  ObjectNode requirementsWith(int masters, int replicas, int readers) {
    ObjectNode requirements = FlinkRest.object();
    for (Vertex vertex : all) {
      int wanted = 1;
      if (vertex.isMaster()) {
        wanted = masters;
      } else if (vertex.isReplica()) {
        wanted = replicas;
      } else if (vertex.isReader()) {
        wanted = readers > 0 ? readers : replicas;
      }
      requirements
          .putObject(vertex.id())
          .putObject("parallelism")
          .put("lowerBound", 1)
          .put("upperBound", wanted);
    }
    return requirements;
  }
}
