package io.tributary.operations;

import org.jspecify.annotations.Nullable;

/**
 * A JobManager refused, or did not answer, or has no such job. The message is a fact and its
 * values.
 */
public final class JobManagerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one without a cause that would say more. */
  public JobManagerException(String message) {
    this(message, null);
  }

  /** Creates one. */
  public JobManagerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
