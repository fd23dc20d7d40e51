package io.tributary.planning;

import java.util.List;

/**
 * Measured points, and what the model says of them.
 *
 * @param file name without an ending
 * @param title what is shown against what
 * @param xTitle what changes
 * @param yTitle what was measured, and its unit
 * @param decimals of the measured figures that are of interest
 * @param points in order of x
 */
record Chart(
    String file, String title, String xTitle, String yTitle, int decimals, List<Point> points) {
  /**
   * A point.
   *
   * @param x as written
   * @param measured what was measured
   * @param predicted what the model says; not a number when it says nothing
   */
  record Point(String x, double measured, double predicted) {}

  Chart {
    points = List.copyOf(points);
  }

  boolean hasModel() {
    return points.stream().anyMatch(point -> Double.isFinite(point.predicted()));
  }
}
