package io.tributary.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;

/**
 * How costs grow.
 *
 * @param machine where
 * @param versions of what
 * @param options what was asked for
 * @param curves the points of each curve, by its name
 * @param seconds how long all of it took
 */
public record CurvesReport(
    Machine machine,
    Map<String, String> versions,
    BenchOptions options,
    Map<String, List<Point>> curves,
    double seconds) {
  /**
   * A point of a curve.
   *
   * @param x value of what changes along the curve
   * @param result what was measured
   */
  public record Point(String x, RunResult result) {}

  /** Returns one JSON document with all of it. */
  public String toJson() {
    try {
      return BenchJson.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new BenchException("curves can't be written as json", e);
    }
  }
}
