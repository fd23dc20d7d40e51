package io.tributary.process;

import java.nio.file.Path;

/**
 * Where commands keep what nobody chose a place for: in the user's home, where nobody else is. A
 * user without a home, as in some containers, has a directory in the temporary one; whoever uses it
 * makes sure that it is the user's own.
 */
public final class OwnDirectory {
  private static final String UNKNOWN = "?";

  private OwnDirectory() {}

  /** Returns the directory of a purpose; it need not be there. */
  public static Path of(String purpose) {
    String home = System.getProperty("user.home", UNKNOWN);
    if (!home.equals(UNKNOWN) && !home.isBlank()) {
      return Path.of(home, ".tributary", purpose);
    }
    String user = System.getProperty("user.name", UNKNOWN).replaceAll("[^A-Za-z0-9_-]", "_");
    return Path.of(System.getProperty("java.io.tmpdir"), "tributary-" + user, purpose);
  }
}
