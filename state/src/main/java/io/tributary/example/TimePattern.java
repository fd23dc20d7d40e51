package io.tributary.example;

import java.nio.charset.StandardCharsets;

/** Reads times of a fixed-width pattern in UTC. */
final class TimePattern implements TimeParser {
  private static final String[] FIELDS = {"yyyy", "MM", "dd", "HH", "mm", "ss", "SSS"};
  private static final int[] DEFAULTS = {-1, 1, 1, 0, 0, 0, 0};

  /** The literal bytes, with 0 at the places of digits. */
  private final byte[] literals;

  /** Where each field starts, or -1 when the pattern doesn't have it. */
  private final int[] positions;

  private TimePattern(byte[] literals, int[] positions) {
    this.literals = literals;
    this.positions = positions;
  }

  static TimePattern compile(String pattern) {
    StringBuilder literals = new StringBuilder();
    int[] positions = {-1, -1, -1, -1, -1, -1, -1};
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '\'') {
        at = quoted(pattern, at, literals);
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        int field = field(pattern, at);
        if (positions[field] >= 0) {
          throw unusable(pattern, FIELDS[field] + " is there twice");
        }
        positions[field] = literals.length();
        literals.append("\0".repeat(FIELDS[field].length()));
        at += FIELDS[field].length();
      } else if (c >= ' ' && c < 0x7F) {
        literals.append(c);
        at++;
      } else {
        throw unusable(pattern, "a literal is not printable ASCII");
      }
    }
    requireDate(pattern, positions);
    return new TimePattern(literals.toString().getBytes(StandardCharsets.ISO_8859_1), positions);
  }

  private static int quoted(String pattern, int open, StringBuilder literals) {
    int close = pattern.indexOf('\'', open + 1);
    if (close < 0) {
      throw unusable(pattern, "a quote is not closed");
    }
    String literal = close == open + 1 ? "'" : pattern.substring(open + 1, close);
    if (!literal.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      throw unusable(pattern, "a literal is not printable ASCII");
    }
    literals.append(literal);
    return close + 1;
  }

  private static int field(String pattern, int at) {
    char letter = pattern.charAt(at);
    int end = at;
    while (end < pattern.length() && pattern.charAt(end) == letter) {
      end++;
    }
    for (int field = 0; field < FIELDS.length; field++) {
      if (FIELDS[field].equals(pattern.substring(at, end))) {
        return field;
      }
    }
    throw unusable(pattern, pattern.substring(at, end) + " is unknown");
  }

  private static void requireDate(String pattern, int[] positions) {
    int last = positions.length - 1;
    while (last > 0 && positions[last] < 0) {
      last--;
    }
    // A day of no month, or seconds of no minute, would be a time that nobody meant.
    for (int field = 0; field <= last; field++) {
      if (positions[field] < 0) {
        throw unusable(pattern, FIELDS[field] + " is absent");
      }
    }
  }

  private static IllegalArgumentException unusable(String pattern, String why) {
    return new IllegalArgumentException(
        "time format can't be used, "
            + why
            + ": format="
            + pattern
            + " allowed=epoch-millis, epoch-seconds, iso-8601, or a pattern of yyyy MM dd HH mm ss"
            + " SSS with letters in single quotes");
  }

  @Override
  public long parse(byte[] bytes, int offset, int length) {
    if (length != literals.length) {
      return TimeFormat.INVALID;
    }
    for (int i = 0; i < length; i++) {
      byte c = bytes[offset + i];
      if (literals[i] == 0 ? c < '0' || c > '9' : c != literals[i]) {
        return TimeFormat.INVALID;
      }
    }
    return UtcTimes.millis(
        value(0, bytes, offset),
        value(1, bytes, offset),
        value(2, bytes, offset),
        value(3, bytes, offset),
        value(4, bytes, offset),
        value(5, bytes, offset),
        value(6, bytes, offset));
  }

  private int value(int field, byte[] bytes, int offset) {
    return positions[field] < 0
        ? DEFAULTS[field]
        : UtcTimes.digits(bytes, offset + positions[field], FIELDS[field].length());
  }
}
