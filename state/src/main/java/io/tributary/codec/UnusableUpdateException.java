package io.tributary.codec;

/** A record of the updates topic that is passed over. The message says what, and why. */
public final class UnusableUpdateException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of record. */
  public enum Kind {
    /** The bytes are no message. */
    UNREADABLE,
    /** The message is of a model of another shape. */
    MISFIT,
    /** The generation is so far ahead of the clock that no incarnation can have it. */
    AHEAD,
    /** The numbers in it can't all be true. */
    IMPOSSIBLE,
    /** It tells of a round or a version that nobody can have reached yet. */
    NOT_YET
  }

  private static final int MOST_CHARACTERS = 400;

  private final Kind kind;

  UnusableUpdateException(Kind kind, String message) {
    // Whoever wrote the record may have chosen what is in the message.
    super(message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) : message);
    this.kind = kind;
  }

  /** Returns the kind. */
  public Kind kind() {
    return kind;
  }
}
