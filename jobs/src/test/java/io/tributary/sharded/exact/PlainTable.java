package io.tributary.sharded.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What an exact table is for those who use it, as maps of objects that are never swept. */
final class PlainTable {
  /** A row and when it was last touched. */
  private static final class Row {
    float[] lanes;
    long touched;

    Row(int width, long touched) {
      lanes = new float[width];
      this.touched = touched;
    }
  }

  private final ExactTableSpec spec;
  private final long tickMillis;
  private final Map<Long, Row> rows = new HashMap<>();
  private final Map<Long, Integer> counts = new HashMap<>();
  private long sightings;
  private long origin = Long.MIN_VALUE;
  private long clock = Long.MIN_VALUE;

  PlainTable(ExactTableSpec spec) {
    this.spec = spec;
    tickMillis = Math.max(1, spec.expireAfterMillis() / 64);
  }

  void advance(long time) {
    origin = origin == Long.MIN_VALUE ? time : origin;
    clock = Math.max(clock, time);
  }

  private long tick() {
    return (clock - origin) / tickMillis;
  }

  private boolean isDue(Row row) {
    long life = (spec.expireAfterMillis() + tickMillis - 1) / tickMillis;
    return spec.expireAfterMillis() > 0 && tick() - row.touched > life;
  }

  float[] see(long[] keys, int[] times) {
    float[] read = new float[keys.length * spec.width()];
    for (int i = 0; i < keys.length; i++) {
      Row row = rows.get(keys[i]);
      if (row != null && isDue(row)) {
        rows.remove(keys[i]);
        row = null;
      }
      if (row == null && isAdmitted(keys[i], times[i])) {
        row = new Row(spec.width(), tick());
        rows.put(keys[i], row);
      }
      if (row != null) {
        row.touched = tick();
        System.arraycopy(row.lanes, 0, read, i * spec.width(), spec.width());
      }
    }
    return read;
  }

  // Tables in this test are never full: how full one is depends on the sweep.
  private boolean isAdmitted(long key, int times) {
    if (spec.admitAfter() == 1) {
      return true;
    }
    int count = Math.min(255, counts.getOrDefault(key, 0) + times);
    counts.put(key, count);
    sightings += times;
    if (sightings >= 1L << spec.sketchBits()) {
      sightings /= 2;
      counts.replaceAll((k, v) -> v / 2);
    }
    return count >= spec.admitAfter();
  }

  void scatter(long[] keys, float[] from) {
    for (int i = 0; i < keys.length; i++) {
      Row row = rows.get(keys[i]);
      if (row != null) {
        System.arraycopy(from, i * spec.width(), row.lanes, 0, spec.width());
      }
    }
  }

  /** Takes note of what a table says has expired: none of it may be alive with its old row. */
  void expired(long[] keys) {
    for (long key : keys) {
      Row row = rows.get(key);
      if (row != null && isDue(row)) {
        rows.remove(key);
      }
    }
  }

  void checkAgainst(ExactTable table) {
    Set<Long> alive = new HashSet<>();
    rows.forEach(
        (key, row) -> {
          if (!isDue(row)) {
            alive.add(key);
            float[] lanes = new float[spec.width()];
            table.gather(new long[] {key}, 1, lanes);
            assertThat(table.contains(key)).isTrue();
            assertThat(lanes).containsExactly(row.lanes);
          }
        });
    assertThat(alive).hasSizeLessThanOrEqualTo(table.size());
  }
}
