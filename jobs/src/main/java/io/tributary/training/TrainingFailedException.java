package io.tributary.training;

/** A training job that ended before its input did. The cause says why. */
public final class TrainingFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates one. */
  public TrainingFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
