package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * How a training job does.
 *
 * @param job the job
 * @param replicas how many replicas it has now
 * @param shards how many shards it has now, 0 when each replica has all of the model
 * @param isAuto true when the number of replicas may change to what keeps up
 * @param restarts how often it was restarted; -1 when that is not known
 * @param checkpoint the newest completed checkpoint
 * @param failedCheckpoints how many checkpoints have failed
 */
public record JobHealth(
    ModelJob job,
    int replicas,
    int shards,
    boolean isAuto,
    long restarts,
    Optional<Checkpoint> checkpoint,
    long failedCheckpoints) {
  /**
   * A completed checkpoint.
   *
   * @param id its number
   * @param path where it is
   * @param completedMillis when it was complete, ms since the epoch
   * @param bytes its size
   * @param durationMillis how long it took
   */
  public record Checkpoint(
      long id, String path, long completedMillis, long bytes, long durationMillis) {}

  /** Returns the health of a job whose replicas have all of the model. */
  public JobHealth(
      ModelJob job,
      int replicas,
      boolean isAuto,
      long restarts,
      Optional<Checkpoint> checkpoint,
      long failedCheckpoints) {
    this(job, replicas, 0, isAuto, restarts, checkpoint, failedCheckpoints);
  }

  static JobHealth of(
      ModelJob job,
      int replicas,
      int shards,
      boolean isAuto,
      JsonNode checkpoints,
      JsonNode restarts) {
    return new JobHealth(
        job,
        replicas,
        shards,
        isAuto,
        restarts.path(0).path("value").asLong(-1),
        newest(checkpoints.path("latest").path("completed")),
        checkpoints.path("counts").path("failed").asLong());
  }

  private static Optional<Checkpoint> newest(JsonNode completed) {
    if (!completed.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Checkpoint(
            completed.path("id").asLong(),
            completed.path("external_path").asText(),
            completed.path("latest_ack_timestamp").asLong(),
            completed.path("state_size").asLong(),
            completed.path("end_to_end_duration").asLong()));
  }
}
