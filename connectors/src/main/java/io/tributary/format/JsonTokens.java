package io.tributary.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the ends of JSON values written the usual way, eight bytes at a time. What it accepts is
 * what every parser accepts and reads in the same way; whatever else there is, it leaves alone:
 * escapes, broken UTF-8, very long or deeply nested values, and mistakes.
 */
final class JsonTokens {
  /** What is returned for bytes that are left to the full parser. */
  static final int UNUSUAL = -1;

  // Far below where the full parser refuses them, which is then not repeated here.
  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_NUMBER = 100;
  private static final int MAX_DEPTH = 20;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH = EACH << 7;
  private static final int NEXT_NAME = ',' | '"' << Byte.SIZE;

  private JsonTokens() {}

  /** Returns the first position from {@code from} on that holds no white space, or the end. */
  static int skipBlanks(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte c) {
    return c <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t');
  }

  /** Returns the byte at a position, or 0, which is no part of JSON, at the end. */
  static byte peek(byte[] bytes, int at, int end) {
    return at < end ? bytes[at] : 0;
  }

  /** Returns where the closing quote of a string is, whose first character is given. */
  static int string(byte[] bytes, int from, int end) {
    for (int at = from; at + Long.BYTES <= end; at += Long.BYTES) {
      long stops = stops((long) LONG.get(bytes, at));
      if (stops != 0) {
        int stop = at + (Long.numberOfTrailingZeros(stops) >>> 3);
        return bytes[stop] == '"' && stop - from <= MAX_STRING
            ? stop
            : slowString(bytes, from, end);
      }
    }
    return slowString(bytes, from, end);
  }

  /**
   * Marks quotes, backslashes, control characters and what is not ASCII, in the highest bit of each
   * such byte. Bytes after the first one may be marked without being any of these.
   */
  private static long stops(long word) {
    long quote = word ^ '"' * EACH;
    long backslash = word ^ '\\' * EACH;
    long marks = (quote - EACH) | (backslash - EACH) | (word - ' ' * EACH) | word;
    return marks & HIGH;
  }

  private static int slowString(byte[] bytes, int from, int end) {
    int all = 0;
    for (int at = from; at < end; at++) {
      byte c = bytes[at];
      if (c == '"') {
        boolean usual = all >= 0 || Utf8.isValid(bytes, from, at - from);
        return usual && at - from <= MAX_STRING ? at : UNUSUAL;
      }
      if (c == '\\' || (c >= 0 && c < ' ')) {
        return UNUSUAL;
      }
      all |= c;
    }
    return UNUSUAL;
  }

  /**
   * Returns the length of a whole number of one to six digits, after which the next name follows at
   * once, or 0. That is how most fields of most records are.
   */
  static int shortNumber(byte[] bytes, int from, int end) {
    if (from + Long.BYTES > end) {
      return 0;
    }
    long word = (long) LONG.get(bytes, from);
    int bits = Long.numberOfTrailingZeros(nonDigits(word)) & -Byte.SIZE;
    boolean isNumber = (word & 0xFF) != '0' || bits == Byte.SIZE;
    return isNumber && bits > 0 && ((word >>> bits) & 0xFFFF) == NEXT_NAME ? bits / Byte.SIZE : 0;
  }

  /** Marks the first byte that is no digit in its highest bit; later marks have no meaning. */
  private static long nonDigits(long word) {
    long distance = word ^ '0' * EACH;
    // A carry out of a byte needs one that is marked itself, so the first mark is right.
    return ((distance + (0x80 - 10) * EACH) | distance) & HIGH;
  }

  /** Returns where a number ends; what follows it is not looked at. */
  static int number(byte[] bytes, int from, int end) {
    int first = bytes[from] == '-' ? from + 1 : from;
    int at = digits(bytes, first, end);
    if (at == first || (at > first + 1 && bytes[first] == '0')) {
      return UNUSUAL;
    }
    if (peek(bytes, at, end) == '.') {
      int fraction = at + 1;
      at = digits(bytes, fraction, end);
      if (at == fraction) {
        return UNUSUAL;
      }
    }
    if ((peek(bytes, at, end) | 0x20) == 'e') {
      byte sign = peek(bytes, at + 1, end);
      int exponent = sign == '-' || sign == '+' ? at + 2 : at + 1;
      at = digits(bytes, exponent, end);
      if (at == exponent) {
        return UNUSUAL;
      }
    }
    return at - from <= MAX_NUMBER ? at : UNUSUAL;
  }

  /** Returns the first position that holds no digit. */
  private static int digits(byte[] bytes, int from, int end) {
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long others = nonDigits((long) LONG.get(bytes, at));
      if (others != 0) {
        return at + (Long.numberOfTrailingZeros(others) >>> 3);
      }
    }
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  /** Returns where {@code true}, {@code false} or {@code null} ends. */
  static int literal(byte[] bytes, int from, int end) {
    String word =
        switch (bytes[from]) {
          case 't' -> "true";
          case 'f' -> "false";
          default -> "null";
        };
    if (end - from < word.length()) {
      return UNUSUAL;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[from + i] != word.charAt(i)) {
        return UNUSUAL;
      }
    }
    return from + word.length();
  }

  /** Returns where a value ends that nobody needs; all of it must be right nevertheless. */
  static int skip(byte[] bytes, int from, int end) {
    return skip(bytes, from, end, 0);
  }

  private static int skip(byte[] bytes, int from, int end, int depth) {
    byte c = peek(bytes, from, end);
    if (c == '"') {
      int quote = string(bytes, from + 1, end);
      return quote < 0 ? UNUSUAL : quote + 1;
    }
    if (c == '{' || c == '[') {
      return depth == MAX_DEPTH ? UNUSUAL : skipChildren(bytes, from, end, depth + 1);
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
      return number(bytes, from, end);
    }
    return c == 't' || c == 'f' || c == 'n' ? literal(bytes, from, end) : UNUSUAL;
  }

  private static int skipChildren(byte[] bytes, int from, int end, int depth) {
    boolean object = bytes[from] == '{';
    byte close = object ? (byte) '}' : (byte) ']';
    int at = skipBlanks(bytes, from + 1, end);
    if (peek(bytes, at, end) == close) {
      return at + 1;
    }
    while (true) {
      if (object) {
        at = skipName(bytes, at, end);
        if (at < 0) {
          return UNUSUAL;
        }
      }
      at = skip(bytes, at, end, depth);
      if (at < 0) {
        return UNUSUAL;
      }
      at = skipBlanks(bytes, at, end);
      byte c = peek(bytes, at, end);
      if (c == close) {
        return at + 1;
      }
      if (c != ',') {
        return UNUSUAL;
      }
      at = skipBlanks(bytes, at + 1, end);
    }
  }

  /** Returns where the value of a name starts. */
  private static int skipName(byte[] bytes, int from, int end) {
    if (peek(bytes, from, end) != '"') {
      return UNUSUAL;
    }
    int quote = string(bytes, from + 1, end);
    if (quote < 0 || quote - from > JsonKeys.MAX_NAME) {
      return UNUSUAL;
    }
    int colon = skipBlanks(bytes, quote + 1, end);
    return peek(bytes, colon, end) == ':' ? skipBlanks(bytes, colon + 1, end) : UNUSUAL;
  }
}
