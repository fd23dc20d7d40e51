package io.tributary.sharded;

import java.util.Arrays;

/** A set of 64-bit keys that is filled again and again, and then read once. Not thread safe. */
final class KeyBag {
  private long[] keys = new long[16];
  private int size;
  private int sorted;

  void add(long key) {
    if (size == keys.length) {
      sort();
      if (2 * size > keys.length) {
        keys = Arrays.copyOf(keys, 2 * keys.length);
      }
    }
    keys[size++] = key;
  }

  private void sort() {
    if (sorted == size) {
      return;
    }
    Arrays.sort(keys, 0, size);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (distinct == 0 || keys[distinct - 1] != keys[i]) {
        keys[distinct++] = keys[i];
      }
    }
    size = distinct;
    sorted = distinct;
  }

  /** Returns the keys, increasing. */
  long[] keys() {
    sort();
    return Arrays.copyOf(keys, size);
  }

  void clear() {
    size = 0;
    sorted = 0;
  }

  /** Adds all of some keys. */
  void addAll(long[] more) {
    for (long key : more) {
      add(key);
    }
    sort();
  }
}
