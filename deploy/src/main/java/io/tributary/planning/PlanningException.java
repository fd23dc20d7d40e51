package io.tributary.planning;

import org.jspecify.annotations.Nullable;

/** Curves or a cost model can't be used. The message is a fact and its values. */
public final class PlanningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlanningException(String message) {
    this(message, null);
  }

  PlanningException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
