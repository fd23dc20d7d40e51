package io.tributary.training;

import java.util.List;

/** Reads stack traces that arrive as text. All failures of a JobManager do. */
public final class StackTraces {
  private static final String CAUSE = "Caused by: ";
  private static final int SHOWN_CHARACTERS = 300;

  private StackTraces() {}

  /** Returns the first line of the innermost cause, without the package of its type. */
  public static String rootCause(String text) {
    List<String> lines = text.strip().lines().toList();
    String root = lines.isEmpty() ? "unknown" : lines.get(0);
    for (String line : lines) {
      if (line.startsWith(CAUSE)) {
        root = line.substring(CAUSE.length());
      }
    }
    // A serialized exception repeats the type of the one it stands for.
    String plain = root.replaceAll("\\b(?:[a-z][a-z0-9]*[.])+([A-Z]\\w*)", "$1").strip();
    return plain.length() <= SHOWN_CHARACTERS
        ? plain
        : plain.substring(0, SHOWN_CHARACTERS) + "...";
  }
}
