package io.tributary.codec;

/** Bytes that are not what they should be. The message says what, where, and what is allowed. */
public final class CorruptDataException extends RuntimeException {
  /** Creates one with a message of a lower-case fact and name=value pairs. */
  public CorruptDataException(String message) {
    super(message);
  }
}
