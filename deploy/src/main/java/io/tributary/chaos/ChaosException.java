package io.tributary.chaos;

/** A campaign that can't go on. */
public final class ChaosException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it. */
  public ChaosException(String message) {
    super(message);
  }

  /** Creates it. */
  public ChaosException(String message, Throwable cause) {
    super(message, cause);
  }
}
