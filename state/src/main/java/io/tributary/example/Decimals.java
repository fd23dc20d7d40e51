package io.tributary.example;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers from bytes. Up to 15 significant digits and a power of ten up to 22 are
 * exact in a double, so one multiplication or division rounds correctly (Clinger 1990) and nothing
 * is allocated; all others go through {@link Double#parseDouble}.
 */
final class Decimals {
  private static final int EXACT_DIGITS = 15;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Decimals() {}

  /**
   * Returns the number, or NaN when these bytes are not a finite decimal number. Spaces around it
   * are ignored; words like Infinity, hexadecimals and type suffixes are not numbers.
   */
  static double parse(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    while (at < end && bytes[end - 1] == ' ') {
      end--;
    }
    int start = at;
    boolean negative = at < end && bytes[at] == '-';
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      at++;
    }
    long digits = 0;
    int significant = 0;
    int seen = 0;
    int point = -1;
    int scale = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        seen++;
        if (significant > 0 || digit != 0) {
          significant++;
          digits = significant <= EXACT_DIGITS ? digits * 10 + digit : digits;
        }
        scale -= point >= 0 ? 1 : 0;
      } else if (bytes[at] == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    if (seen == 0) {
      return Double.NaN;
    }
    if (at < end) {
      int exponent = exponent(bytes, at, end);
      if (exponent == NO_EXPONENT) {
        return Double.NaN;
      }
      scale += exponent;
    }
    if (significant > EXACT_DIGITS || scale >= POWERS.length || scale <= -POWERS.length) {
      return slow(bytes, start, end);
    }
    double size = scale < 0 ? digits / POWERS[-scale] : digits * POWERS[scale];
    return negative ? -size : size;
  }

  private static final int NO_EXPONENT = Integer.MIN_VALUE;
  private static final int HUGE = 1_000_000;

  private static int exponent(byte[] bytes, int from, int end) {
    int at = from;
    if (bytes[at] != 'e' && bytes[at] != 'E') {
      return NO_EXPONENT;
    }
    at++;
    boolean negative = at < end && bytes[at] == '-';
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      at++;
    }
    if (at == end) {
      return NO_EXPONENT;
    }
    int value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return NO_EXPONENT;
      }
      value = Math.min(HUGE, value * 10 + digit);
    }
    return negative ? -value : value;
  }

  private static double slow(byte[] bytes, int start, int end) {
    double value =
        Double.parseDouble(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
    return Double.isInfinite(value) ? Double.NaN : value;
  }
}
