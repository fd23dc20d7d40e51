package io.tributary.training;

/** Replicas can't learn what is on a topic as it is. The message names it and what is allowed. */
public final class UnfitTopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnfitTopicException(String message) {
    super(message);
  }
}
