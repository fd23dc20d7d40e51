package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * The heap that a job may come to need, which it carries as job parameters: of other jobs nothing
 * else tells it. Jobs of earlier versions do not.
 *
 * @param replicaBytes of each replica
 * @param masterBytes of all masters together
 */
public record JobHeap(long replicaBytes, long masterBytes) {
  private static final String REPLICA = "tributary.heap.replica";
  private static final String MASTERS = "tributary.heap.masters";

  /** Returns it as job parameters. */
  public Map<String, String> parameters() {
    return Map.of(REPLICA, Long.toString(replicaBytes), MASTERS, Long.toString(masterBytes));
  }

  static JobHeap of(JsonNode parameters) {
    return new JobHeap(parameters.path(REPLICA).asLong(0), parameters.path(MASTERS).asLong(0));
  }

  /** Returns what the running job of a model says; nothing when it says nothing. */
  public static Optional<JobHeap> of(FlinkRest rest, ModelJob job) {
    JsonNode parameters =
        rest.get("/jobs/" + job.id() + "/config").path("execution-config").path("user-config");
    return Optional.of(of(parameters)).filter(heap -> heap.replicaBytes > 0);
  }

  /** Returns the part of one task. */
  long taskBytes(JobVertices.Vertex vertex) {
    if (vertex.isLearner()) {
      return replicaBytes;
    }
    return vertex.hasMasters() ? masterBytes / Math.max(1, vertex.parallelism()) : 0;
  }
}
