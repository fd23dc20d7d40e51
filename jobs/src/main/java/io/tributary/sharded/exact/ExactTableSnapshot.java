package io.tributary.sharded.exact;

import java.util.Arrays;
import java.util.Objects;

/**
 * An exact table at one moment: all of it, or what has changed since the snapshot before. The
 * arrays are not to be changed.
 *
 * @param spec what the table keeps
 * @param number of the snapshot, counted from 1
 * @param complete whether it is all of the table; else it follows snapshot {@code number - 1}
 * @param clock the newest event time, or {@link ExactTable#NO_TIME}
 * @param origin event time from which ticks are counted, or {@link ExactTable#NO_TIME}
 * @param end one more than the highest row that was ever in use
 * @param sweepAt the row that is looked at next for expiry
 * @param rows rows in use, increasing
 * @param keys of each of them
 * @param ticks when each was last touched
 * @param lanes of each, one after the other
 * @param removed rows that are free and were not in the snapshot before; none when complete
 * @param free all free rows, in the order in which they became free
 * @param sketch of sightings
 * @param expired keys that lost their row and were not drained
 * @param counts how many keys ever had what happen to them
 */
public record ExactTableSnapshot(
    ExactTableSpec spec,
    long number,
    boolean complete,
    long clock,
    long origin,
    int end,
    int sweepAt,
    int[] rows,
    long[] keys,
    int[] ticks,
    float[] lanes,
    int[] removed,
    int[] free,
    SketchPages sketch,
    long[] expired,
    Counts counts) {
  /**
   * Pages of a sketch: in a complete snapshot, all others are empty.
   *
   * @param sightings that the sketch has counted
   * @param pages numbers, increasing
   * @param content one page after the other
   */
  public record SketchPages(long sightings, int[] pages, byte[] content) {
    @Override
    public boolean equals(Object other) {
      return other instanceof SketchPages that
          && sightings == that.sightings
          && Arrays.equals(pages, that.pages)
          && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(content) + 31 * Arrays.hashCode(pages) + Long.hashCode(sightings);
    }
  }

  /**
   * What happened to keys, ever.
   *
   * @param admitted how many were given a row
   * @param expired how many lost it
   * @param refused how often one that was due was given none because the table was full
   */
  public record Counts(long admitted, long expired, long refused) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactTableSnapshot that
        && spec.equals(that.spec)
        && number == that.number
        && complete == that.complete
        && clock == that.clock
        && origin == that.origin
        && end == that.end
        && sweepAt == that.sweepAt
        && Arrays.equals(rows, that.rows)
        && Arrays.equals(keys, that.keys)
        && Arrays.equals(ticks, that.ticks)
        && Arrays.equals(lanes, that.lanes)
        && Arrays.equals(removed, that.removed)
        && Arrays.equals(free, that.free)
        && sketch.equals(that.sketch)
        && Arrays.equals(expired, that.expired)
        && counts.equals(that.counts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(spec, number, complete, clock, end, Arrays.hashCode(lanes), counts);
  }
}
