package io.tributary.example;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGH = EACH << 7;
  private static final long ZEROS = '0' * EACH;
  private static final int[] WHOLE_POWERS = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000
  };
  private static final long PAIRS = 0x000000FF000000FFL;

  private Decimals() {}

  /**
   * Returns the number, or NaN when these bytes are not a finite decimal number. Spaces around it
   * are ignored; words like Infinity, hexadecimals and type suffixes are not numbers.
   */
  static double parse(byte[] bytes, int offset, int length) {
    if (length > 0 && length <= EXACT_DIGITS && offset + length >= 8) {
      long end = (long) LONG.get(bytes, offset + length - 8);
      double number =
          length <= 8
              ? parseWord(end, length)
              : parseWords((long) LONG.get(bytes, offset), end, length);
      if (number >= 0) {
        return number;
      }
    }
    return parseAny(bytes, offset, length);
  }

  /**
   * Returns the number written in a word's highest bytes, or -1 when it is anything but digits,
   * with a point or without.
   */
  private static double parseWord(long word, int length) {
    long text = withZeros(word, length);
    long notPoint = text ^ '.' * EACH;
    long point = (notPoint - EACH) & ~notPoint & HIGH;
    if (point == 0) {
      return digits(text);
    }
    // The digits before the first point move into its place.
    int bits = Long.numberOfTrailingZeros(point) - 7;
    long before = text & ((1L << bits) - 1);
    long digits = digits((text & ((-1L << bits) << 8)) | (before << 8) | '0');
    return length == 1 ? -1 : digits / POWERS[7 - bits / 8];
  }

  /** Returns the whole number of 9 to 15 digits that starts and ends with these words, or -1. */
  private static double parseWords(long start, long end, int length) {
    long high = digits(start);
    long low = digits(withZeros(end, length - 8));
    return (high | low) < 0 ? -1 : high * WHOLE_POWERS[length - 8] + low;
  }

  /** Returns a word whose lowest bytes, which are not of the number, are the digit zero. */
  private static long withZeros(long word, int length) {
    long others = (1L << (64 - 8 * length)) - 1;
    return (word & ~others) | (ZEROS & others);
  }

  /** Returns the number of eight digits in a word, the lowest byte first, or -1. */
  private static long digits(long text) {
    long digits = text ^ ZEROS;
    // A carry out of a byte comes only from one that is no digit itself.
    if ((((digits + (0x80 - 10) * EACH) | digits) & HIGH) != 0) {
      return -1;
    }
    // Neighbours become numbers of two digits, then of four and of eight.
    long pairs = digits * 10 + (digits >>> 8);
    long low = (pairs & PAIRS) * (100 + (1_000_000L << 32));
    long high = ((pairs >>> 16) & PAIRS) * (1 + (10_000L << 32));
    return (low + high) >>> 32;
  }

  private static double parseAny(byte[] bytes, int offset, int length) {
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
