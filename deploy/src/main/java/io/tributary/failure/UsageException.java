package io.tributary.failure;

import org.jspecify.annotations.Nullable;

/** A command was asked for what can't be: exit code 2. The message is a fact and its values. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one that nothing else has caused. */
  public UsageException(String message) {
    this(message, null);
  }

  /** Creates one that something else has caused. */
  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
