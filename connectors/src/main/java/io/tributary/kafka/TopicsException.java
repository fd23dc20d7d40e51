package io.tributary.kafka;

import org.jspecify.annotations.Nullable;

/** Kafka can't be reached, or does not do what it was asked for. The message says which. */
public final class TopicsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TopicsException(String message) {
    this(message, null);
  }

  TopicsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
