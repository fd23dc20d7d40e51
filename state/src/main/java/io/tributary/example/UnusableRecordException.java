package io.tributary.example;

/**
 * A record that can't become an example. Streams hold many of them, so it carries no stack trace.
 */
public final class UnusableRecordException extends RuntimeException {
  private final RejectReason reason;
  private final String detail;

  /** Creates one with a message of a lower-case fact and name=value pairs. */
  public UnusableRecordException(RejectReason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
    detail = message;
  }

  /** Returns why the record can't be used. */
  public RejectReason reason() {
    return reason;
  }

  /** Returns the message. */
  public String detail() {
    return detail;
  }
}
