package io.tributary.cluster;

import org.jspecify.annotations.Nullable;

/** A local cluster can't do what it was asked to. The message is a fact and its values. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClusterException(String message) {
    this(message, null);
  }

  ClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
