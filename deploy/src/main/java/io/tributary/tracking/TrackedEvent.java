package io.tributary.tracking;

import java.util.Map;

/** Something that happened to a run. Times are in milliseconds since 1970. */
sealed interface TrackedEvent {
  /** Returns when it happened. */
  long millis();

  /**
   * A run began; it is the first event of each.
   *
   * @param key tells the run from all others
   * @param name as people call it
   * @param tags what is known of it besides its parameters
   */
  record Started(long millis, String key, String name, Map<String, String> tags)
      implements TrackedEvent {}

  /** The settings of a run, by name. */
  record Parameters(long millis, Map<String, String> values) implements TrackedEvent {}

  /**
   * A point of each curve.
   *
   * @param step examples learned
   * @param values finite figures, by name
   */
  record Metrics(long millis, long step, Map<String, Double> values) implements TrackedEvent {}

  /**
   * A small file.
   *
   * @param path its path among the run's files
   */
  record Artifact(long millis, String path, String text) implements TrackedEvent {}

  /**
   * A version of the model.
   *
   * @param facts what is known of it, its checksum among them
   */
  record Version(long millis, Map<String, String> facts) implements TrackedEvent {}

  /**
   * A run ended; it is the last event of each.
   *
   * @param outcome how
   */
  record Ended(long millis, Outcome outcome) implements TrackedEvent {}

  /** How a run ended. */
  enum Outcome {
    /** By itself, or because it was asked to. */
    FINISHED,
    /** By an error. */
    FAILED,
    /** Nobody knows: its process was gone. */
    KILLED
  }
}
