package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the REST API says of single checkpoints. */
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

  /** Returns for each subtask of a vertex how long the checkpoint kept it from its work. */
  static List<Long> pausesMillis(JsonNode vertex) {
    List<Long> pauses = new ArrayList<>();
    for (JsonNode subtask : vertex.path("subtasks")) {
      JsonNode sync = subtask.path("checkpoint").path("sync");
      JsonNode alignment = subtask.path("alignment").path("duration");
      // A subtask that had ended has neither.
      if (sync.isNumber() && alignment.isNumber()) {
        pauses.add(Math.max(0, sync.asLong()) + Math.max(0, alignment.asLong()));
      }
    }
    return pauses;
  }
}
