package io.tributary.sharded.exact;

import java.util.Arrays;

/**
 * Finds the row of a key: a hash table with linear probing, at most half full, without objects. A
 * key that is removed leaves no trace, so probing stays short however many come and go. Not thread
 * safe.
 */
final class KeySlots {
  static final int NONE = -1;
  private static final int LEAST = 16;
  private static final long SLOT_BYTES = Long.BYTES + Integer.BYTES;

  private long[] keys = new long[LEAST];

  /** Row of each slot, or {@link #NONE}. */
  private int[] rows = empty(LEAST);

  private int size;

  private static int[] empty(int length) {
    int[] rows = new int[length];
    Arrays.fill(rows, NONE);
    return rows;
  }

  /** Mixes the bits of a key (SplitMix64's finaliser), because keys may be any numbers. */
  static long mix(long key) {
    long z = key;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns the number of keys. */
  int size() {
    return size;
  }

  /** Returns the bytes of the arrays. */
  long bytes() {
    return keys.length * SLOT_BYTES;
  }

  /** Returns the bytes of the arrays when there are so many keys. */
  static long bytes(int size) {
    return Math.max(LEAST, Long.highestOneBit(4L * size - 1)) * SLOT_BYTES;
  }

  private int home(long key) {
    return (int) mix(key) & (keys.length - 1);
  }

  private int slot(long key) {
    int slot = home(key);
    while (rows[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  /** Returns the row of a key, or {@link #NONE}. */
  int row(long key) {
    return rows[slot(key)];
  }

  /** Adds a key that is not there. */
  void add(long key, int row) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    int slot = slot(key);
    keys[slot] = key;
    rows[slot] = row;
    size++;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldRows = rows;
    keys = new long[2 * oldKeys.length];
    rows = empty(keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldRows[i] != NONE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        rows[slot] = oldRows[i];
      }
    }
  }

  /** Removes a key that is there. */
  void remove(long key) {
    int hole = slot(key);
    int mask = keys.length - 1;
    size--;
    // Those behind move up, unless that would put them before the slot that they are searched from.
    for (int next = (hole + 1) & mask; rows[next] != NONE; next = (next + 1) & mask) {
      int home = home(keys[next]);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        rows[hole] = rows[next];
        hole = next;
      }
    }
    rows[hole] = NONE;
  }
}
