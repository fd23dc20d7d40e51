package io.tributary.config;

/** A credential. Only who sends it reads it; nobody who prints it does. */
public final class Secret {
  private final String text;

  /** Wraps a credential. */
  public Secret(String text) {
    this.text = text;
  }

  /** Returns the credential itself, for a request's header and for nothing else. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "hidden";
  }
}
