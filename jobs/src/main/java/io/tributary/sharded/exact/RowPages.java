package io.tributary.sharded.exact;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Rows of floats with their keys and when they were last touched, in pages: a table that grows
 * copies no rows. Rows that become free are given out again, the last first. Not thread safe.
 */
final class RowPages {
  private static final int PAGE_BITS = 10;
  private static final int PAGE = 1 << PAGE_BITS;

  private final int width;
  private float[][] lanes = new float[1][];
  private long[][] keys = new long[1][];
  private int[][] ticks = new int[1][];
  private int pages;

  /** Rows that were ever given out: those below are in use or free. */
  private int end;

  private int[] free = new int[16];
  private int freeSize;
  private final BitSet used = new BitSet();
  private final BitSet changed = new BitSet();

  RowPages(int width) {
    this.width = width;
  }

  /** Returns the bytes of the arrays. */
  long bytes() {
    return bytes(pages * PAGE, width) + (long) free.length * Integer.BYTES;
  }

  /** Returns the bytes of so many rows, with their keys and times. */
  static long bytes(int rows, int width) {
    return rows * ((long) width * Float.BYTES + Long.BYTES + Integer.BYTES);
  }

  /** Returns one more than the highest row that was ever in use. */
  int end() {
    return end;
  }

  boolean isUsed(int row) {
    return used.get(row);
  }

  long key(int row) {
    return keys[row >>> PAGE_BITS][row & (PAGE - 1)];
  }

  int tick(int row) {
    return ticks[row >>> PAGE_BITS][row & (PAGE - 1)];
  }

  /** Gives out a row of zeros. */
  int add(long key, int tick) {
    int row = freeSize > 0 ? free[--freeSize] : end;
    put(row, key, tick);
    changed.set(row);
    return row;
  }

  private void put(int row, long key, int tick) {
    reserve(row);
    end = Math.max(end, row + 1);
    keys[row >>> PAGE_BITS][row & (PAGE - 1)] = key;
    ticks[row >>> PAGE_BITS][row & (PAGE - 1)] = tick;
    used.set(row);
  }

  private void reserve(int row) {
    int page = row >>> PAGE_BITS;
    if (page >= lanes.length) {
      int length = Math.max(page + 1, lanes.length + (lanes.length >> 1));
      lanes = Arrays.copyOf(lanes, length);
      keys = Arrays.copyOf(keys, length);
      ticks = Arrays.copyOf(ticks, length);
    }
    while (pages <= page) {
      lanes[pages] = new float[PAGE * width];
      keys[pages] = new long[PAGE];
      ticks[pages] = new int[PAGE];
      pages++;
    }
  }

  /** Takes a row back. */
  void remove(int row) {
    int at = (row & (PAGE - 1)) * width;
    Arrays.fill(lanes[row >>> PAGE_BITS], at, at + width, 0);
    used.clear(row);
    changed.set(row);
    if (freeSize == free.length) {
      free = Arrays.copyOf(free, 2 * freeSize);
    }
    free[freeSize++] = row;
  }

  void touch(int row, int tick) {
    if (tick(row) != tick) {
      ticks[row >>> PAGE_BITS][row & (PAGE - 1)] = tick;
      changed.set(row);
    }
  }

  void read(int row, float[] into, int at) {
    System.arraycopy(lanes[row >>> PAGE_BITS], (row & (PAGE - 1)) * width, into, at, width);
  }

  void write(int row, float[] from, int at) {
    System.arraycopy(from, at, lanes[row >>> PAGE_BITS], (row & (PAGE - 1)) * width, width);
    changed.set(row);
  }

  /** Returns the rows in use, or those of them that have changed since {@link #forgetChanges}. */
  int[] rows(boolean all) {
    BitSet rows = (BitSet) used.clone();
    if (!all) {
      rows.and(changed);
    }
    return rows.stream().toArray();
  }

  /** Returns the rows that are free and were not when changes were last forgotten. */
  int[] removed() {
    BitSet rows = (BitSet) changed.clone();
    rows.andNot(used);
    return rows.stream().toArray();
  }

  /** Returns the free rows in the order in which they became free. */
  int[] free() {
    return Arrays.copyOf(free, freeSize);
  }

  /** Begins to note changes anew. */
  void forgetChanges() {
    changed.clear();
  }

  /** Puts a row back. */
  void restore(int row, long key, int tick, float[] from, int at) {
    put(row, key, tick);
    write(row, from, at);
  }

  /** Takes away a row that is in use. */
  void restoreRemoved(int row) {
    int at = (row & (PAGE - 1)) * width;
    Arrays.fill(lanes[row >>> PAGE_BITS], at, at + width, 0);
    used.clear(row);
  }

  /** Puts the list of free rows back, and forgets what has changed. */
  void restoreFree(int[] rows) {
    free = Arrays.copyOf(rows, Math.max(16, rows.length));
    freeSize = rows.length;
    for (int row : rows) {
      reserve(row);
      end = Math.max(end, row + 1);
    }
    changed.clear();
  }
}
