package io.tributary.kafka;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the topics of a model are called. All of them begin with the model's name.
 *
 * @param model name of the model
 */
public record TopicNames(String model) {
  private static final String UPDATES = ".updates";
  private static final String ERRORS = ".errors";
  private static final String PROGRESS = ".progress";
  private static final String REJECTED = ".rejected";

  /** Returns the topic on which masters publish the model. */
  public String updates() {
    return model + UPDATES;
  }

  /** Returns the topic on which combiners tell errors, of a model that is dealt out to shards. */
  public String errors() {
    return model + ERRORS;
  }

  /** Returns the topic of progress records. */
  public String progress() {
    return model + PROGRESS;
  }

  /** Returns the topic of rejected records. */
  public String rejected() {
    return model + REJECTED;
  }

  /** Returns all of them: none may be the input. */
  public List<String> all() {
    return Stream.of(UPDATES, ERRORS, PROGRESS, REJECTED).map(suffix -> model + suffix).toList();
  }
}
