package io.tributary.example;

/** Calendar arithmetic of the proleptic Gregorian calendar in UTC, without objects. */
final class UtcTimes {
  static final long DAY_MILLIS = 86_400_000;
  static final long HOUR_MILLIS = 3_600_000;
  static final long MINUTE_MILLIS = 60_000;

  /** 0001-01-01T00:00Z. */
  static final long FIRST = -62_135_596_800_000L;

  /** 9999-12-31T23:59:59.999Z. */
  static final long LAST = 253_402_300_799_999L;

  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_BEFORE_EPOCH = 719_468;

  private UtcTimes() {}

  /** Returns milliseconds since the epoch, or {@link TimeFormat#INVALID} when out of range. */
  static long millis(int year, int month, int day, int hour, int minute, int second, int milli) {
    if (year < 1
        || month < 1
        || month > 12
        || day < 1
        || day > daysInMonth(year, month)
        || hour > 23
        || minute > 59
        || second > 59) {
      return TimeFormat.INVALID;
    }
    return epochDay(year, month, day) * DAY_MILLIS
        + hour * HOUR_MILLIS
        + minute * MINUTE_MILLIS
        + second * 1000L
        + milli;
  }

  private static int daysInMonth(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  // Years that start in March put the leap day last, so that the days before a month follow one
  // formula (Howard Hinnant, chrono-compatible low-level date algorithms).
  private static long epochDay(int year, int month, int day) {
    int marchYear = month > 2 ? year : year - 1;
    int era = marchYear / 400;
    int yearOfEra = marchYear % 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return (long) era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_EPOCH;
  }

  /** Returns the hour of the day, 0 to 23. */
  static int hour(long millis) {
    return (int) (Math.floorMod(millis, DAY_MILLIS) / HOUR_MILLIS);
  }

  /** Returns the day of the week, 1 (Monday) to 7 (Sunday). */
  static int dayOfWeek(long millis) {
    return (int) Math.floorMod(Math.floorDiv(millis, DAY_MILLIS) + 3, 7L) + 1;
  }

  /** Returns the month times 100 plus the day of the month. */
  static int monthDay(long millis) {
    long days = Math.floorDiv(millis, DAY_MILLIS) + DAYS_BEFORE_EPOCH;
    int dayOfEra = (int) Math.floorMod(days, (long) DAYS_PER_ERA);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    return month * 100 + day;
  }

  /** Returns the number that {@code count} digits stand for, or -1 when one is not a digit. */
  static int digits(byte[] bytes, int offset, int count) {
    int value = 0;
    for (int i = offset; i < offset + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
