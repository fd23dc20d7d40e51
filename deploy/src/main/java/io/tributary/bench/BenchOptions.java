package io.tributary.bench;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a benchmark measures.
 *
 * @param rows rows of each run
 * @param repeat how often each run is done, for the one of median cost
 * @param quick true when figures do not matter, only that all of it works
 * @param parts which kinds of runs
 * @param filter part of the names of those to measure
 */
public record BenchOptions(long rows, int repeat, boolean quick, Set<Part> parts, Pattern filter) {
  /**
   * Rows by default: a run takes some 40 s on two cores, filling its topic included. The last
   * quarter is measured, which a pipeline comes to after some twenty seconds: by then the compiler
   * has done most of its work, and nearly all code runs as it will for the weeks that a job lives.
   */
  public static final long ROWS = 12_000_000;

  /** Rows of each point of the curves by default. */
  public static final long CURVE_ROWS = 6_000_000;

  /** Rows of a quick run by default. */
  public static final long QUICK_ROWS = 4_000;

  /** A kind of runs. */
  public enum Part {
    /** What a pipeline can't do without. */
    FLOORS,
    /** Whole pipelines. */
    PIPELINES,
    /** Small pieces of code, measured by JMH. */
    KERNELS
  }

  /** Checks that there is something to measure. */
  public BenchOptions {
    if (rows < 1 || repeat < 1 || parts.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to measure: rows=" + rows + " repeat=" + repeat + " parts=" + parts);
    }
    parts = Set.copyOf(parts);
  }

  boolean includes(Part part, String name) {
    return parts.contains(part) && filter.matcher(name).find();
  }
}
