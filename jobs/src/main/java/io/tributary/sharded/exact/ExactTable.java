package io.tributary.sharded.exact;

import io.tributary.sharded.exact.ExactTableSnapshot.Counts;
import io.tributary.sharded.exact.ExactTableSnapshot.SketchPages;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of floats by 64-bit key, without collisions. A key is given a row of zeros at its n-th
 * sighting and loses it when it was not touched for long; a key without a row reads zeros, and what
 * is written for it is dropped. Not thread safe.
 *
 * <p>Sightings are counted in a bounded sketch, so a key may be admitted early when others share
 * its counters, and never late while counts are not halved. Expiry goes by the newest event time
 * there was: who advances it decides what to do with times that jump ahead. A row that is due loses
 * its content when its key is seen again, or when the sweep comes by, which looks at some rows for
 * each key that is seen. So the cost of a key stays the same however many rows there are.
 *
 * <p>All of it follows from the calls, so the same calls give the same table. Snapshots hold all of
 * the table or what has changed; a table that is restored goes on as the one it was taken of.
 */
public final class ExactTable {
  /** Stands for no event time. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** In so many ticks a row expires: the precision of when it was touched. */
  private static final int TICKS = 64;

  /** How many rows the sweep looks at for each key that is seen. */
  private static final int SWEPT_PER_KEY = 4;

  private final ExactTableSpec spec;
  private final long tickMillis;
  private final KeySlots slots = new KeySlots();
  private final RowPages pages;
  private final @Nullable AdmissionSketch sketch;

  private long clock = NO_TIME;
  private long origin = NO_TIME;
  private int tick;
  private int sweepAt;
  private long[] expired = new long[0];
  private int expiredSize;
  private Counts counts = new Counts(0, 0, 0);
  private long snapshots;

  /** Creates an empty table. */
  public ExactTable(ExactTableSpec spec) {
    this.spec = spec;
    tickMillis = Math.max(1, spec.expireAfterMillis() / TICKS);
    pages = new RowPages(spec.width());
    sketch = spec.admitAfter() > 1 ? new AdmissionSketch(spec.sketchBits()) : null;
  }

  /** Returns what it keeps. */
  public ExactTableSpec spec() {
    return spec;
  }

  /** Returns how many keys have a row. */
  public int size() {
    return slots.size();
  }

  /** Returns how many keys ever had what happen to them. */
  public Counts counts() {
    return counts;
  }

  /** Returns about how many bytes it takes. */
  public long bytes() {
    return slots.bytes()
        + pages.bytes()
        + (sketch == null ? 0 : AdmissionSketch.bytes(spec.sketchBits()))
        + (long) expired.length * Long.BYTES;
  }

  /** Moves the clock to an event time, unless it is there or ahead, or the time is not known. */
  public void advance(long eventTime) {
    if (eventTime > clock) {
      clock = eventTime;
      if (origin == NO_TIME) {
        origin = eventTime;
      }
      // Further apart than ticks can count, all is as old as can be.
      long past = eventTime - origin;
      tick = past < 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, past / tickMillis);
    }
  }

  /**
   * Reads rows of keys that were seen: counts the sightings, gives rows to those that are due, and
   * touches them.
   *
   * @param keys distinct
   * @param sightings how often each was seen, at least once
   * @param size how many
   * @param into receives the rows one after the other, zeros where a key has none
   */
  public void see(long[] keys, int[] sightings, int size, float[] into) {
    int width = spec.width();
    for (int i = 0; i < size; i++) {
      int row = seen(keys[i], sightings[i]);
      read(row, into, i * width);
    }
    if (spec.expireAfterMillis() > 0) {
      sweep(SWEPT_PER_KEY * size);
    }
  }

  private int seen(long key, int sightings) {
    int row = slots.row(key);
    if (row != KeySlots.NONE && isDue(row)) {
      expire(row);
      row = KeySlots.NONE;
    }
    if (row != KeySlots.NONE) {
      pages.touch(row, tick);
      return row;
    }
    if (sketch != null && sketch.count(key, sightings) < spec.admitAfter()) {
      return KeySlots.NONE;
    }
    if (slots.size() >= spec.maxFeatures()) {
      counts = new Counts(counts.admitted(), counts.expired(), counts.refused() + 1);
      return KeySlots.NONE;
    }
    counts = new Counts(counts.admitted() + 1, counts.expired(), counts.refused());
    row = pages.add(key, tick);
    slots.add(key, row);
    return row;
  }

  /**
   * Reads rows of keys, and changes nothing.
   *
   * @param into receives the rows one after the other, zeros where a key has none
   */
  public void gather(long[] keys, int size, float[] into) {
    for (int i = 0; i < size; i++) {
      read(slots.row(keys[i]), into, i * spec.width());
    }
  }

  private void read(int row, float[] into, int at) {
    if (row == KeySlots.NONE) {
      Arrays.fill(into, at, at + spec.width(), 0);
    } else {
      pages.read(row, into, at);
    }
  }

  /** Writes rows of keys; those of keys without a row are dropped. */
  public void scatter(long[] keys, int size, float[] from) {
    for (int i = 0; i < size; i++) {
      int row = slots.row(keys[i]);
      if (row != KeySlots.NONE) {
        pages.write(row, from, i * spec.width());
      }
    }
  }

  /** Returns the keys that have a row, increasing. */
  public long[] keys() {
    long[] keys = new long[slots.size()];
    int size = 0;
    for (int row = 0; row < pages.end(); row++) {
      if (pages.isUsed(row)) {
        keys[size++] = pages.key(row);
      }
    }
    Arrays.sort(keys);
    return keys;
  }

  /** Returns true when a key has a row. */
  public boolean contains(long key) {
    return slots.row(key) != KeySlots.NONE;
  }

  private boolean isDue(int row) {
    return spec.expireAfterMillis() > 0 && tick - pages.tick(row) > ticksToLive();
  }

  // Ticks are rounded down, so one more makes it no less than what was asked for.
  private long ticksToLive() {
    return (spec.expireAfterMillis() + tickMillis - 1) / tickMillis;
  }

  private void expire(int row) {
    long key = pages.key(row);
    slots.remove(key);
    pages.remove(row);
    counts = new Counts(counts.admitted(), counts.expired() + 1, counts.refused());
    if (expiredSize == expired.length) {
      expired = Arrays.copyOf(expired, Math.max(16, 2 * expiredSize));
    }
    expired[expiredSize++] = key;
  }

  private void sweep(int rows) {
    for (int i = Math.min(rows, pages.end()); i > 0; i--) {
      sweepAt = sweepAt >= pages.end() - 1 ? 0 : sweepAt + 1;
      if (pages.isUsed(sweepAt) && isDue(sweepAt)) {
        expire(sweepAt);
      }
    }
  }

  /**
   * Returns the keys that have lost their row since this was last asked, in that order. One that
   * has been given a new row since is among them: whoever tells others tells of what has expired
   * first, and then of rows.
   */
  public long[] drainExpired() {
    long[] drained = Arrays.copyOf(expired, expiredSize);
    expired = new long[0];
    expiredSize = 0;
    return drained;
  }

  /** Returns all of the table. What changes from now on is in the next snapshot if asked for. */
  public ExactTableSnapshot complete() {
    return snapshot(true);
  }

  /** Returns what has changed since the last snapshot of either kind. */
  public ExactTableSnapshot increment() {
    return snapshot(snapshots == 0);
  }

  private ExactTableSnapshot snapshot(boolean complete) {
    int[] rows = pages.rows(complete);
    long[] keys = new long[rows.length];
    int[] ticks = new int[rows.length];
    float[] lanes = new float[Math.multiplyExact(rows.length, spec.width())];
    for (int i = 0; i < rows.length; i++) {
      keys[i] = pages.key(rows[i]);
      ticks[i] = pages.tick(rows[i]);
      pages.read(rows[i], lanes, i * spec.width());
    }
    ExactTableSnapshot snapshot =
        new ExactTableSnapshot(
            spec,
            ++snapshots,
            complete,
            clock,
            origin,
            pages.end(),
            sweepAt,
            rows,
            keys,
            ticks,
            lanes,
            complete ? new int[0] : pages.removed(),
            pages.free(),
            sketchPages(complete),
            Arrays.copyOf(expired, expiredSize),
            counts);
    pages.forgetChanges();
    if (sketch != null) {
      sketch.forgetChanges();
    }
    return snapshot;
  }

  private SketchPages sketchPages(boolean complete) {
    if (sketch == null) {
      return new SketchPages(0, new int[0], new byte[0]);
    }
    int[] changed = sketch.pages(complete);
    return new SketchPages(sketch.sightings(), changed, sketch.content(changed));
  }

  /**
   * Returns the table that snapshots were taken of.
   *
   * @param snapshots a complete one and those that followed it, without a gap
   * @throws IllegalArgumentException when they are not of one table, one after the other
   */
  public static ExactTable restore(List<ExactTableSnapshot> snapshots) {
    if (snapshots.isEmpty() || !snapshots.get(0).complete()) {
      throw new IllegalArgumentException(
          "first snapshot is not a complete one: snapshots=" + snapshots.size());
    }
    ExactTable table = new ExactTable(snapshots.get(0).spec());
    table.snapshots = snapshots.get(0).number() - 1;
    table.apply(snapshots.get(0));
    for (ExactTableSnapshot next : snapshots.subList(1, snapshots.size())) {
      if (next.complete()) {
        throw new IllegalArgumentException(
            "complete snapshot follows another: snapshot=" + next.number());
      }
      table.apply(next);
    }
    return table;
  }

  private void apply(ExactTableSnapshot next) {
    if (!next.spec().equals(spec) || next.number() != snapshots + 1) {
      throw new IllegalArgumentException(
          "snapshot does not follow: snapshot="
              + next.number()
              + " spec="
              + next.spec()
              + " expected="
              + (snapshots + 1)
              + " expectedSpec="
              + spec);
    }
    // Checked before anything is allocated: a row below the end is in use or free.
    if (next.end() - pages.end() > (long) next.rows().length + next.free().length) {
      throw new IllegalArgumentException(
          "snapshot lacks rows: end=" + next.end() + " endBefore=" + pages.end());
    }
    snapshots++;
    // All that moved goes before any that comes, because a row may have another key now.
    for (int row : next.removed()) {
      forget(row);
    }
    for (int row : next.rows()) {
      forget(row);
    }
    for (int i = 0; i < next.rows().length; i++) {
      slots.add(next.keys()[i], next.rows()[i]);
      pages.restore(
          next.rows()[i], next.keys()[i], next.ticks()[i], next.lanes(), i * spec.width());
    }
    pages.restoreFree(next.free());
    if (sketch != null) {
      sketch.restore(next.sketch().pages(), next.sketch().content(), next.sketch().sightings());
      sketch.forgetChanges();
    }
    sweepAt = next.sweepAt();
    expired = next.expired().clone();
    expiredSize = expired.length;
    counts = next.counts();
    origin = next.origin();
    advance(next.clock());
  }

  private void forget(int row) {
    if (pages.isUsed(row)) {
      slots.remove(pages.key(row));
      pages.restoreRemoved(row);
    }
  }
}
