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
   * Rows by default: half an hour for all of it on two cores. Of fewer, half are done before the
   * compiler is: with 2,000,000 it used 3 s of CPU for each million after the warm-up, too, and
   * what was not compiled yet cost a fifth more.
   */
  public static final long ROWS = 6_000_000;

  /** Rows of each point of the curves by default. */
  public static final long CURVE_ROWS = 3_000_000;

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
