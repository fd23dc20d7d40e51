package io.tributary.example;

/** Reads times of one format. */
@FunctionalInterface
interface TimeParser {
  /** Returns milliseconds since the epoch, or {@link TimeFormat#INVALID}. */
  long parse(byte[] bytes, int offset, int length);

  /** Returns the parser of numbers that count units of so many milliseconds. */
  static TimeParser epoch(int millisPerUnit) {
    return (bytes, offset, length) -> {
      double millis = Decimals.parse(bytes, offset, length) * millisPerUnit;
      // Also refuses NaN; and milliseconds taken for seconds end up after the year 9999.
      return millis >= UtcTimes.FIRST && millis <= UtcTimes.LAST
          ? Math.round(millis)
          : TimeFormat.INVALID;
    };
  }
}
