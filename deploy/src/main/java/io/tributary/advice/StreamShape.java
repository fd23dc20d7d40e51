package io.tributary.advice;

import io.tributary.config.TrainingConfig;

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

  /**
   * Returns how many examples it takes until rounds of one example or more each are no more than
   * their share of all that has been learned.
   */
  static long leastExamples(TrainingConfig training) {
    double least = (double) training.roundSize().least() * training.replicas();
    return (long) Math.ceil(least / training.roundSize().share());
  }
}
