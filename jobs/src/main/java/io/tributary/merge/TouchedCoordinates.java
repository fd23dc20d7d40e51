package io.tributary.merge;

import java.util.Arrays;

/**
 * The coordinates that the current round has touched, each with the lanes that it had before, in
 * the order of touching. The model's lanes of these coordinates may be marked. So code that reads
 * or writes these lanes calls {@link #unmark} first and {@link #mark} last; learning needs neither.
 */
final class TouchedCoordinates {
  private static final int FREE = -1;
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final int width;
  private final int coordinateBits;
  private final float[] lanes;
  private final Marks marks;
  private int[] coordinates = new int[512];
  private float[] before;
  private int size;

  // Where a coordinate is in the list, for those who look it up: an open addressing hash map that
  // is filled when somebody asks.
  private int[] table = new int[0];
  private int indexed;

  // Scratch of sorting.
  private long[] keys = new long[0];
  private long[] sorted = new long[0];
  private final int[] counts = new int[DIGITS];

  /**
   * Creates an empty set.
   *
   * @param lanes the model's
   * @param width lanes of a coordinate
   * @param massLane position of a squared-gradient mass among them, or -1 without one
   * @param coordinateBits logarithm of the number of coordinates
   */
  TouchedCoordinates(float[] lanes, int width, int massLane, int coordinateBits) {
    this.lanes = lanes;
    this.width = width;
    this.coordinateBits = coordinateBits;
    marks = Marks.of(lanes, width, massLane);
    before = new float[coordinates.length * width];
  }

  int size() {
    return size;
  }

  int coordinate(int slot) {
    return coordinates[slot];
  }

  float before(int slot, int lane) {
    return before[slot * width + lane];
  }

  /** Copies the lanes that a coordinate had before. */
  void copyBefore(int slot, float[] to, int at) {
    System.arraycopy(before, slot * width, to, at, width);
  }

  /** Remembers the lanes of coordinates that have not been touched yet. */
  void touch(int[] indices, int count) {
    reserve(count);
    for (int from = 0; from < count; from += Long.SIZE) {
      // Those that are new are few, as rounds are long.
      long missing = marks.missing(indices, from, Math.min(count, from + Long.SIZE));
      for (; missing != 0; missing &= missing - 1) {
        add(indices[from + Long.numberOfTrailingZeros(missing)]);
      }
    }
  }

  private void add(int coordinate) {
    if (marks.isSet(coordinate)) {
      return; // Two features of the example share it.
    }
    coordinates[size] = coordinate;
    for (int lane = 0; lane < width; lane++) {
      before[size * width + lane] = lanes[coordinate * width + lane];
    }
    marks.set(coordinate);
    size++;
  }

  private void reserve(int more) {
    if (coordinates.length - size < more) {
      coordinates = Arrays.copyOf(coordinates, Math.max(size + more, size * 2));
      before = Arrays.copyOf(before, coordinates.length * width);
    }
  }

  /** Adds a coordinate that is not there yet, with the lanes it had before; for restoring. */
  void restore(int coordinate, float[] beforeRound, int from) {
    reserve(1);
    coordinates[size] = coordinate;
    System.arraycopy(beforeRound, from, before, size * width, width);
    size++;
    marks.set(coordinate);
  }

  /** Takes the mark off a touched coordinate, so that its lanes are what they say. */
  void unmark(int coordinate) {
    marks.unset(coordinate);
  }

  /** Takes the marks off some of the {@link #sorted()} coordinates. */
  void unmark(long[] sortedSlots, int from, int end) {
    for (int i = from; i < end; i++) {
      marks.unset((int) (sortedSlots[i] >>> 32));
    }
  }

  /** Copies the lanes that some of the {@link #sorted()} coordinates had before. */
  void gatherBefore(long[] sortedSlots, int from, int end, float[] to, int at) {
    if (width == 2) {
      for (int i = from; i < end; i++) {
        int slot = (int) sortedSlots[i];
        to[at + 2 * (i - from)] = before[2 * slot];
        to[at + 2 * (i - from) + 1] = before[2 * slot + 1];
      }
      return;
    }
    for (int i = from; i < end; i++) {
      copyBefore((int) sortedSlots[i], to, at + (i - from) * width);
    }
  }

  /** Marks a touched coordinate again. */
  void mark(int coordinate) {
    marks.set(coordinate);
  }

  /** Takes the marks off lanes that were copied from the model's. */
  void unmark(float[] copies) {
    marks.takeOff(copies);
  }

  /** Returns the slot of a coordinate, or -1 when it has not been touched. */
  int slotOf(int coordinate) {
    if (!marks.isSet(coordinate)) {
      return FREE;
    }
    index();
    int mask = table.length - 1;
    int at = spread(coordinate) & mask;
    while (coordinates[table[at]] != coordinate) {
      at = at + 1 & mask;
    }
    return table[at];
  }

  private void index() {
    if (size * 2 > table.length) {
      table = new int[Math.max(1024, Integer.highestOneBit(size) * 8)];
      Arrays.fill(table, FREE);
      indexed = 0;
    }
    int mask = table.length - 1;
    for (; indexed < size; indexed++) {
      int at = spread(coordinates[indexed]) & mask;
      while (table[at] != FREE) {
        at = at + 1 & mask;
      }
      table[at] = indexed;
    }
  }

  private static int spread(int coordinate) {
    int hash = coordinate * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  /**
   * Changes what a touched coordinate's lane was before the round, when a merge arrives within it.
   */
  void rebase(int slot, int lane, float value) {
    before[slot * width + lane] = value;
  }

  /** Forgets all coordinates, of which none is marked any more. */
  void clear() {
    if (indexed > 0) {
      Arrays.fill(table, FREE);
      indexed = 0;
    }
    size = 0;
  }

  /**
   * Returns the slots in the order of their coordinates, each as {@code coordinate << 32 | slot},
   * valid up to {@link #size()} until the next call.
   */
  long[] sorted() {
    if (keys.length < size) {
      keys = new long[coordinates.length];
      sorted = new long[coordinates.length];
    }
    for (int slot = 0; slot < size; slot++) {
      keys[slot] = (long) coordinates[slot] << 32 | slot;
    }
    for (int shift = 32; shift < 32 + coordinateBits; shift += DIGIT_BITS) {
      sortByDigit(shift);
    }
    return keys;
  }

  /** One pass of a radix sort, from {@code keys} to {@code sorted}, which then change places. */
  private void sortByDigit(int shift) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < size; i++) {
      counts[(int) (keys[i] >>> shift) & DIGITS - 1]++;
    }
    int start = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int count = counts[digit];
      counts[digit] = start;
      start += count;
    }
    for (int i = 0; i < size; i++) {
      long key = keys[i];
      sorted[counts[(int) (key >>> shift) & DIGITS - 1]++] = key;
    }
    long[] other = keys;
    keys = sorted;
    sorted = other;
  }
}
