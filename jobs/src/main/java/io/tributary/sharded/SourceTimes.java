package io.tributary.sharded;

import io.tributary.example.Example;
import java.util.Arrays;

/**
 * How far event time has come, by the batches that are applied. A source has come as far as the
 * lesser of its last two batches, and all as far as the source that is least far. So a record whose
 * time is far ahead moves nothing, unless all that others show is as far. Sources that have shown
 * no times are left out.
 */
final class SourceTimes {
  long[] last = new long[0];
  long[] before = new long[0];

  /** Begins anew with a number of sources. */
  void resize(int sources) {
    last = new long[sources];
    before = new long[sources];
    Arrays.fill(last, Example.NO_TIME);
    Arrays.fill(before, Example.NO_TIME);
  }

  /** Takes note of the newest event time of a source's next batch, if it has any. */
  void note(int source, long time) {
    if (time != Example.NO_TIME) {
      before[source] = last[source];
      last[source] = time;
    }
  }

  /**
   * Returns how far all have come, or {@link Example#NO_TIME}.
   *
   * @param ends the number of batches of each source
   * @param applied how many of them are applied; a source that has ended is left out
   */
  long reached(long[] ends, long[] applied) {
    long reached = Long.MAX_VALUE;
    for (int source = 0; source < last.length; source++) {
      if (before[source] != Example.NO_TIME && applied[source] < ends[source]) {
        reached = Math.min(reached, Math.min(before[source], last[source]));
      }
    }
    return reached == Long.MAX_VALUE ? Example.NO_TIME : reached;
  }

  void copyFrom(SourceTimes other) {
    last = other.last.clone();
    before = other.before.clone();
  }
}
