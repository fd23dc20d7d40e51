package io.tributary.failure;

import org.jspecify.annotations.Nullable;

/** A command failed: exit code 1. The message is a fact and its values. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one that nothing else has caused. */
  public CommandFailedException(String message) {
    this(message, null);
  }

  /** Creates one that something else has caused. */
  public CommandFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
