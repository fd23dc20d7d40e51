package io.tributary.cli;

import org.jspecify.annotations.Nullable;

/** A command failed: exit code 1. The message is a fact and its values. */
final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    this(message, null);
  }

  CommandFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
