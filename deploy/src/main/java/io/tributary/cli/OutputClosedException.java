package io.tributary.cli;

/** Nobody reads the output any more, which is no error. */
final class OutputClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosedException() {
    super("output is closed");
  }
}
