package io.tributary.waiting;

/** Somebody wants the thread that waits to do something else, which is to end. */
public final class InterruptedWaitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InterruptedWaitException() {
    super("interrupted while waiting");
  }
}
