package io.tributary.cli;

import org.jspecify.annotations.Nullable;

/** A command was asked for what can't be: exit code 2. The message is a fact and its values. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    this(message, null);
  }

  UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
