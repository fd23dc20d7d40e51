package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the REST API says of checkpoints, and of what they cost. */
final class CheckpointDetails {
  private static final String COMPLETED = "COMPLETED";

  private CheckpointDetails() {}

  /** Returns the completed checkpoints in the history of a job. */
  static List<CompletedCheckpoint> completed(JsonNode checkpoints) {
    List<CompletedCheckpoint> completed = new ArrayList<>();
    for (JsonNode checkpoint : checkpoints.path("history")) {
      if (checkpoint.path("status").asText().equals(COMPLETED)) {
        completed.add(
            new CompletedCheckpoint(
                checkpoint.path("id").asLong(), checkpoint.path("end_to_end_duration").asLong()));
      }
    }
    return completed;
  }

  /** Returns the values of a metric that are there yet, however many subtasks have it. */
  static List<Long> values(JsonNode metrics, String name) {
    List<Long> values = new ArrayList<>();
    for (JsonNode metric : metrics) {
      if (metric.path("id").asText().endsWith("." + name)) {
        values.add(metric.path("value").asLong());
      }
    }
    return values;
  }
}
