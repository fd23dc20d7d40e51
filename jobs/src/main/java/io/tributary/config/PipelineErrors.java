package io.tributary.config;

import io.tributary.config.PipelineError.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects the errors of a pipeline file, and knows where its keys stand. */
final class PipelineErrors {
  private final List<PipelineError> errors = new ArrayList<>();
  private final Map<String, Optional<Mark>> places = new HashMap<>();

  /** Remembers where a key stands, or an item of a list; of two equal keys the first. */
  void place(String key, Node node) {
    places.putIfAbsent(key, node.getStartMark());
  }

  /** Remembers that what is said of a key does not stand in the file. */
  void placeOutside(String key) {
    places.put(key, Optional.empty());
  }

  void add(String key, String problem, String details) {
    errors.add(new PipelineError(key, null, problem, details, position(key)));
  }

  void add(String key, String value, String problem, String details) {
    errors.add(new PipelineError(key, value, problem, details, position(key)));
  }

  /** Adds an error that does not stand where its key does. */
  void addAt(Optional<Mark> place, String key, String problem) {
    errors.add(new PipelineError(key, null, problem, "", place.map(Position::of).orElse(null)));
  }

  /** Returns where a key stands, or what it is missing in. */
  private @Nullable Position position(String key) {
    String path = key;
    while (!places.containsKey(path) && !path.isEmpty()) {
      path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
    return places.getOrDefault(path, Optional.empty()).map(Position::of).orElse(null);
  }

  /**
   * Returns what the supplier makes. If the supplier refuses its values, this adds an error and
   * returns null.
   */
  <T> @Nullable T attempt(String key, Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IllegalArgumentException e) {
      add(key, String.valueOf(e.getMessage()), "");
      return null;
    }
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  void throwIfAny() {
    if (!errors.isEmpty()) {
      throw new PipelineException(errors);
    }
  }
}
