package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The checkpoints of a job so far.
 *
 * @param completed how many were completed
 * @param failed how many were not
 * @param meanBytes mean size of their state
 * @param maxBytes size of the largest
 * @param meanMillis mean time from trigger to completion
 * @param maxMillis time of the longest
 */
public record CheckpointSummary(
    long completed, long failed, long meanBytes, long maxBytes, long meanMillis, long maxMillis) {
  /** Reads what the REST API says. */
  static CheckpointSummary of(JsonNode json) {
    JsonNode counts = json.path("counts");
    JsonNode size = json.path("summary").path("state_size");
    JsonNode duration = json.path("summary").path("end_to_end_duration");
    return new CheckpointSummary(
        counts.path("completed").asLong(),
        counts.path("failed").asLong(),
        size.path("avg").asLong(),
        size.path("max").asLong(),
        duration.path("avg").asLong(),
        duration.path("max").asLong());
  }
}
