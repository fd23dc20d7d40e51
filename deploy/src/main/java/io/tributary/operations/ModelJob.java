package io.tributary.operations;

import java.util.Set;

/**
 * A job that trains a model, or did.
 *
 * @param id its id in Flink
 * @param model the name of the model
 * @param state its state in Flink, like {@code RUNNING}
 * @param startMillis when it was submitted, ms since the epoch
 * @param durationMillis how long it has run, or did
 */
public record ModelJob(
    String id, String model, String state, long startMillis, long durationMillis) {
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED", "SUSPENDED");

  /** Returns true until the job has ended, well or not. */
  public boolean isAlive() {
    return !ENDED.contains(state);
  }
}
