package io.tributary.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known word that is most like an unknown one. */
public final class Nearest {
  private Nearest() {}

  /** Returns the candidate that is most like a word, or null when none is much like it. */
  public static @Nullable String to(String word, Collection<String> candidates) {
    return to(word, candidates, Math.max(2, simplify(word).length() / 3));
  }

  /**
   * Returns the candidate that is most like a word, or null when it takes too many changes to make
   * one of the other.
   */
  static @Nullable String to(String word, Collection<String> candidates, int mostChanges) {
    String wanted = simplify(word);
    String nearest = null;
    int least = mostChanges + 1;
    for (String candidate : candidates) {
      int distance = distance(wanted, simplify(candidate));
      if (distance < least && distance < candidate.length()) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  // day-of-week, day_of_week and DayOfWeek all mean dayOfWeek.
  private static String simplify(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  /** Returns the number of characters to insert, delete or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
