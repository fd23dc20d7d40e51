package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the REST API says of checkpoints, and of what they cost. */
final class CheckpointDetails {
  private static final String COMPLETED = "COMPLETED";

  private CheckpointDetails() {}

  /** Returns the ids of the completed checkpoints in the history of a job. */
  static List<Long> completed(JsonNode checkpoints) {
    List<Long> ids = new ArrayList<>();
    for (JsonNode checkpoint : checkpoints.path("history")) {
      if (checkpoint.path("status").asText().equals(COMPLETED)) {
        ids.add(checkpoint.path("id").asLong());
      }
    }
    return ids;
  }

  /** Returns the values of a metric that are there yet, however many subtasks have it. */
  static List<Long> values(JsonNode metrics) {
    List<Long> values = new ArrayList<>();
    for (JsonNode metric : metrics) {
      values.add(metric.path("value").asLong());
    }
    return values;
  }
}
