package io.tributary.synthetic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How what the labels follow changes along the stream. Only two fields' weights drift. */
public sealed interface Drift {
  /** It never changes. */
  record None() implements Drift {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * New weights at once, every so often.
   *
   * @param rows after how many rows
   */
  record Abrupt(long rows) implements Drift {
    public Abrupt {
      requirePositive(rows);
    }

    @Override
    public String toString() {
      return "abrupt:" + rows;
    }
  }

  /**
   * Weights that turn evenly into others and back.
   *
   * @param rows how many rows a full turn takes
   */
  record Rotate(long rows) implements Drift {
    public Rotate {
      requirePositive(rows);
    }

    @Override
    public String toString() {
      return "rotate:" + rows;
    }
  }

  /** No drift. */
  Drift NONE = new None();

  /** What {@link #of} takes. */
  String ALLOWED = "none, abrupt:ROWS or rotate:ROWS";

  /**
   * Reads a drift, written {@code none}, {@code abrupt:ROWS} or {@code rotate:ROWS}.
   *
   * @throws IllegalArgumentException when it is none of them
   */
  static Drift of(String text) {
    Matcher matcher = Pattern.compile("(abrupt|rotate):(\\d{1,18})").matcher(text);
    if (text.equals("none")) {
      return NONE;
    }
    if (!matcher.matches()) {
      throw new IllegalArgumentException("unknown drift: drift=" + text + " allowed=" + ALLOWED);
    }
    long rows = Long.parseLong(matcher.group(2));
    return matcher.group(1).equals("abrupt") ? new Abrupt(rows) : new Rotate(rows);
  }

  private static void requirePositive(long rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows of a drift are not positive: rows=" + rows);
    }
  }
}
