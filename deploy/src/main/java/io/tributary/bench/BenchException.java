package io.tributary.bench;

import org.jspecify.annotations.Nullable;

/** A benchmark can't go on. The message is a fact and its values. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchException(String message) {
    this(message, null);
  }

  BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
