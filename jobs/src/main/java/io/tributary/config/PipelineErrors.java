package io.tributary.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the errors of a pipeline file. */
final class PipelineErrors {
  private final List<PipelineError> errors = new ArrayList<>();

  void add(String key, String problem, String details) {
    errors.add(new PipelineError(key, null, problem, details));
  }

  void add(String key, String value, String problem, String details) {
    errors.add(new PipelineError(key, value, problem, details));
  }

  /** Returns what the supplier makes, or null when its values are refused, which is an error. */
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
