package io.tributary.store;

/**
 * A file that is not the store it should be: it belongs to another model or to other features, is
 * of an earlier layout, or is no store at all. The message says which, and what to do.
 */
public final class WrongStoreException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Creates one with a message of a lower-case fact and name=value pairs. */
  public WrongStoreException(String message) {
    super(message);
  }
}
