package io.tributary.advice;

/**
 * What the examples of a stream are like. Figures that are not known are NaN.
 *
 * @param examples how many there are, or have been so far
 * @param active coordinates that an example touches, on average
 * @param coordinates distinct coordinates that all of them touch
 * @param labelCorrelation of each label with the one before it
 * @param perSecond examples that the stream brings a second
 */
public record StreamShape(
    long examples, double active, double coordinates, double labelCorrelation, double perSecond) {
  /** Nothing is known. */
  public static final StreamShape UNKNOWN =
      new StreamShape(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /**
   * Returns the share of the coordinates in use that an example touches: every replica moves those,
   * and they are what it learns on next.
   */
  public double density() {
    return active / coordinates;
  }

  /** Returns the same examples when they come at another pace. */
  public StreamShape at(double rate) {
    return new StreamShape(examples, active, coordinates, labelCorrelation, rate);
  }
}
