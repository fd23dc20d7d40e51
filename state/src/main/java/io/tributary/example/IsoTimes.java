package io.tributary.example;

/** Reads ISO 8601 times with an offset, like {@code 2001-01-01T00:01:30.5+02:00}. */
final class IsoTimes {
  private static final int MINUTES_END = 16;
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final int MAX_OFFSET_MINUTES = 18 * 60;

  private IsoTimes() {}

  static long parse(byte[] bytes, int offset, int length) {
    int end = offset + length;
    if (length <= MINUTES_END
        || bytes[offset + 4] != '-'
        || bytes[offset + 7] != '-'
        || bytes[offset + 10] != 'T'
        || bytes[offset + 13] != ':') {
      return TimeFormat.INVALID;
    }
    int at = offset + MINUTES_END;
    int second = 0;
    int milli = 0;
    if (bytes[at] == ':') {
      if (end - at < 3) {
        return TimeFormat.INVALID;
      }
      second = UtcTimes.digits(bytes, at + 1, 2);
      at += 3;
      int fractionEnd = fractionEnd(bytes, at, end);
      milli = milli(bytes, at, fractionEnd);
      at = fractionEnd;
    }
    int shift = offsetMinutes(bytes, at, end);
    int year = UtcTimes.digits(bytes, offset, 4);
    int month = UtcTimes.digits(bytes, offset + 5, 2);
    int day = UtcTimes.digits(bytes, offset + 8, 2);
    int hour = UtcTimes.digits(bytes, offset + 11, 2);
    int minute = UtcTimes.digits(bytes, offset + 14, 2);
    if ((year | month | day | hour | minute | second | milli) < 0 || shift == NO_OFFSET) {
      return TimeFormat.INVALID;
    }
    long local = UtcTimes.millis(year, month, day, hour, minute, second, milli);
    return local == TimeFormat.INVALID ? local : local - shift * UtcTimes.MINUTE_MILLIS;
  }

  private static int fractionEnd(byte[] bytes, int from, int end) {
    int at = from;
    if (at < end && bytes[at] == '.') {
      at++;
      while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
        at++;
      }
    }
    return at;
  }

  /** Returns the first three digits of a fraction that starts with a point, or -1. */
  private static int milli(byte[] bytes, int from, int end) {
    int digits = end - from - 1;
    if (digits < 0) {
      return 0;
    }
    if (digits == 0 || digits > MAX_FRACTION_DIGITS) {
      return -1;
    }
    int milli = UtcTimes.digits(bytes, from + 1, Math.min(3, digits));
    for (int i = digits; i < 3; i++) {
      milli *= 10;
    }
    return milli;
  }

  private static final int NO_OFFSET = Integer.MIN_VALUE;

  /** Reads {@code Z}, {@code +hh}, {@code +hhmm} or {@code +hh:mm}. */
  private static int offsetMinutes(byte[] bytes, int at, int end) {
    int length = end - at;
    if (length == 1 && bytes[at] == 'Z') {
      return 0;
    }
    boolean colon = length == 6 && bytes[at + 3] == ':';
    if ((length != 3 && length != 5 && !colon) || (bytes[at] != '+' && bytes[at] != '-')) {
      return NO_OFFSET;
    }
    int hours = UtcTimes.digits(bytes, at + 1, 2);
    int minutes = length == 3 ? 0 : UtcTimes.digits(bytes, end - 2, 2);
    int total = hours * 60 + minutes;
    if (hours < 0 || minutes < 0 || minutes > 59 || total > MAX_OFFSET_MINUTES) {
      return NO_OFFSET;
    }
    return bytes[at] == '-' ? -total : total;
  }
}
