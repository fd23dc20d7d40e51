package io.tributary.chaos;

/**
 * One thing that a campaign has made sure of.
 *
 * @param name what
 * @param isPassed whether it holds
 * @param expected what it should be
 * @param actual what it is
 */
public record Check(String name, boolean isPassed, String expected, String actual) {
  static Check equal(String name, Object expected, Object actual) {
    return new Check(name, expected.equals(actual), expected.toString(), actual.toString());
  }

  /** Within a part of the expected value. */
  static Check close(String name, double expected, double actual, double part) {
    boolean isClose = Math.abs(actual - expected) <= part * Math.abs(expected);
    return new Check(
        name,
        isClose,
        expected + " within " + part * 100 + " %",
        actual + " (" + Math.abs(actual - expected) / Math.abs(expected) * 100 + " %)");
  }
}
