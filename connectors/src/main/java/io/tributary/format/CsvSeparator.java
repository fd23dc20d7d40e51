package io.tributary.format;

import org.jspecify.annotations.Nullable;

/** What others separate columns by. */
final class CsvSeparator {
  private static final String OTHERS = ";\t|";

  private CsvSeparator() {}

  /** Returns true for what others than us separate columns by. */
  static boolean isOne(char c) {
    return OTHERS.indexOf(c) >= 0;
  }

  /** Returns a separator as people read it. */
  static String shown(char separator) {
    return separator == '\t' ? "a tab" : "'" + separator + "'";
  }

  /** Returns what a header is separated by when it has no comma, or null when it is nothing. */
  static @Nullable Character ofHeader(String header) {
    Character found = null;
    boolean quoted = false;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == ',') {
        return null;
      } else if (!quoted && found == null && isOne(c)) {
        found = c;
      }
    }
    return found;
  }
}
