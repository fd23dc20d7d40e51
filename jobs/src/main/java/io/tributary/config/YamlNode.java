package io.tributary.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML file, before anything is known about its meaning. */
sealed interface YamlNode {
  /** What a scalar looks like. */
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL,
    /** An error about it has been reported, so that nobody reports another. */
    UNUSABLE
  }

  /**
   * A single value.
   *
   * @param text its text
   * @param shown the text for messages: as it stands in the file, before variables are replaced
   * @param kind what it looks like
   */
  record Scalar(String text, String shown, Kind kind) implements YamlNode {
    static Scalar of(String text, Kind kind) {
      return new Scalar(text, text, kind);
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items) implements YamlNode {}

  /** A mapping, in the order of the file. */
  record Mapping(Map<String, YamlNode> entries) implements YamlNode {}

  /** Returns true when the value is absent: null and nothing else. */
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.kind() == Kind.NULL;
  }

  /** Returns true when an error about the value has been reported. */
  default boolean isUnusable() {
    return this instanceof Scalar scalar && scalar.kind() == Kind.UNUSABLE;
  }

  /** Returns the value as it shows in messages. */
  default String shown() {
    if (this instanceof Scalar scalar) {
      return scalar.shown();
    }
    return this instanceof Sequence ? "a list" : "a mapping";
  }
}
