package io.tributary.example;

import java.io.Serializable;

/**
 * How times are written in records:
 *
 * <ul>
 *   <li>{@code epoch-millis} and {@code epoch-seconds}: a number, with a fraction or without;
 *   <li>{@code iso-8601}: like {@code 2001-01-01T00:01:30.5+02:00}, seconds optional, offset or Z
 *       required;
 *   <li>a pattern of fixed width, in UTC, of {@code yyyy MM dd HH mm ss SSS} and literals (letters
 *       in single quotes), like {@code yyyy-MM-dd'T'HH:mm}.
 * </ul>
 *
 * <p>Times are of the years 1 to 9999. Immutable.
 */
public final class TimeFormat implements Serializable {
  /** What {@link #parse} returns for bytes that are not a time of this format. */
  public static final long INVALID = Long.MIN_VALUE;

  /** The format {@code epoch-millis}. */
  public static final TimeFormat EPOCH_MILLIS = of("epoch-millis");

  private final String text;
  private final transient TimeParser parser;

  private TimeFormat(String text, TimeParser parser) {
    this.text = text;
    this.parser = parser;
  }

  /**
   * Returns the format that a text describes.
   *
   * @throws IllegalArgumentException when it describes none
   */
  public static TimeFormat of(String text) {
    return new TimeFormat(
        text,
        switch (text) {
          case "epoch-millis" -> TimeParser.epoch(1);
          case "epoch-seconds" -> TimeParser.epoch(1000);
          case "iso-8601" -> IsoTimes::parse;
          default -> TimePattern.compile(text);
        });
  }

  /** Returns the milliseconds since the epoch of a time in these bytes, or {@link #INVALID}. */
  public long parse(byte[] bytes, int offset, int length) {
    return parser.parse(bytes, offset, length);
  }

  @SuppressWarnings("UnusedMethod") // called by serialization, which leaves the parser out
  private Object readResolve() {
    return of(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeFormat that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text it was made of. */
  @Override
  public String toString() {
    return text;
  }
}
