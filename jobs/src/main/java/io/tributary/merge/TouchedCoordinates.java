package io.tributary.merge;

import java.util.Arrays;

/**
 * The coordinates that the current round has touched, each with the lanes it had before: an open
 * addressing hash map from coordinate to slot, which grows with the round and not with the model.
 */
final class TouchedCoordinates {
  private static final int FREE = -1;

  private final int width;
  private int[] table;
  private int[] slots;
  private int[] coordinates;
  private float[] before;
  private int size;

  TouchedCoordinates(int width) {
    this.width = width;
    table = new int[1024];
    slots = new int[1024];
    Arrays.fill(table, FREE);
    coordinates = new int[512];
    before = new float[512 * width];
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

  /** Remembers a coordinate's lanes unless it has been touched already. */
  void touch(int coordinate, float[] lanes) {
    int mask = table.length - 1;
    int at = spread(coordinate) & mask;
    while (table[at] != FREE) {
      if (table[at] == coordinate) {
        return;
      }
      at = (at + 1) & mask;
    }
    table[at] = coordinate;
    slots[at] = size;
    add(coordinate, lanes, coordinate * width);
  }

  private void add(int coordinate, float[] lanes, int from) {
    if (size == coordinates.length) {
      coordinates = Arrays.copyOf(coordinates, size * 2);
      before = Arrays.copyOf(before, size * 2 * width);
    }
    coordinates[size] = coordinate;
    for (int lane = 0; lane < width; lane++) {
      before[size * width + lane] = lanes[from + lane];
    }
    size++;
    if (size * 2 > table.length) {
      grow();
    }
  }

  /** Adds a coordinate that is not there yet, with the lanes it had before; for restoring. */
  void restore(int coordinate, float[] lanes, int from) {
    int mask = table.length - 1;
    int at = spread(coordinate) & mask;
    while (table[at] != FREE) {
      at = (at + 1) & mask;
    }
    table[at] = coordinate;
    slots[at] = size;
    add(coordinate, lanes, from);
  }

  private void grow() {
    table = new int[table.length * 2];
    slots = new int[table.length];
    Arrays.fill(table, FREE);
    int mask = table.length - 1;
    for (int slot = 0; slot < size; slot++) {
      int at = spread(coordinates[slot]) & mask;
      while (table[at] != FREE) {
        at = (at + 1) & mask;
      }
      table[at] = coordinates[slot];
      slots[at] = slot;
    }
  }

  /** Returns the slot of a coordinate, or -1 when it has not been touched. */
  int slotOf(int coordinate) {
    int mask = table.length - 1;
    int at = spread(coordinate) & mask;
    while (table[at] != FREE) {
      if (table[at] == coordinate) {
        return slots[at];
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /**
   * Changes what a touched coordinate's lane was before the round, when a merge arrives within it.
   */
  void rebase(int slot, int lane, float value) {
    before[slot * width + lane] = value;
  }

  void clear() {
    Arrays.fill(table, FREE);
    size = 0;
  }

  /** Returns the slots in the order of their coordinates. */
  int[] sortedSlots() {
    long[] keys = new long[size];
    for (int slot = 0; slot < size; slot++) {
      keys[slot] = ((long) coordinates[slot] << 32) | slot;
    }
    Arrays.sort(keys);
    int[] sorted = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = (int) keys[i];
    }
    return sorted;
  }

  private static int spread(int coordinate) {
    int hash = coordinate * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }
}
