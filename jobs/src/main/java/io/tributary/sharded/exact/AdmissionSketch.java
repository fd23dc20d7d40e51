package io.tributary.sharded.exact;

import java.util.BitSet;

/**
 * Counts sightings of any number of keys in little memory: a count-min sketch (Cormode and
 * Muthukrishnan 2005) with conservative update (Estan and Varghese 2002), so that a count may be
 * too high and never too low. All counts are halved now and then, as TinyLFU does (Einziger et al.
 * 2017), so that what was seen long ago is forgotten. Not thread safe.
 */
final class AdmissionSketch {
  /** Counters of a page, the unit of what has changed. */
  static final int PAGE = 256;

  /** The highest count; more are the same. */
  static final int MOST = 255;

  private static final int ROWS = 4;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int bits;
  private final byte[] counters;
  private final BitSet changed = new BitSet();
  private long sightings;

  /** Creates a sketch of four rows of {@code 2^bits} counters. */
  AdmissionSketch(int bits) {
    this.bits = bits;
    counters = new byte[ROWS << bits];
  }

  /** Returns the bytes of a sketch. */
  static long bytes(int bits) {
    return (long) ROWS << bits;
  }

  /** Counts sightings of a key, and returns how many there were, as far as they are remembered. */
  int count(long key, int times) {
    long first = KeySlots.mix(key);
    long step = KeySlots.mix(first + GOLDEN) | 1;
    int least = MOST;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, counters[at(row, first, step)] & 0xFF);
    }
    int count = (int) Math.min(MOST, (long) least + times);
    for (int row = 0; row < ROWS; row++) {
      int at = at(row, first, step);
      if ((counters[at] & 0xFF) < count) {
        counters[at] = (byte) count;
        changed.set(at / PAGE);
      }
    }
    sightings += times;
    // With more sightings than counters in a row, keys would share most of them.
    if (sightings >= 1L << bits) {
      halve();
    }
    return count;
  }

  private int at(int row, long first, long step) {
    return (row << bits) + (int) ((first + row * step) >>> (Long.SIZE - bits));
  }

  private void halve() {
    sightings /= 2;
    for (int i = 0; i < counters.length; i++) {
      counters[i] = (byte) ((counters[i] & 0xFF) >>> 1);
    }
    changed.set(0, pages());
  }

  private int pages() {
    return (counters.length + PAGE - 1) / PAGE;
  }

  /** Returns how many sightings there were since counts were halved, and half of those before. */
  long sightings() {
    return sightings;
  }

  /**
   * Returns the pages that have changed since {@link #forgetChanges}, or all that are not empty.
   */
  int[] pages(boolean all) {
    if (!all) {
      return changed.stream().toArray();
    }
    BitSet filled = new BitSet();
    for (int i = 0; i < counters.length; i++) {
      if (counters[i] != 0) {
        filled.set(i / PAGE);
      }
    }
    return filled.stream().toArray();
  }

  /** Returns the counters of pages, one page after the other. */
  byte[] content(int[] pages) {
    byte[] content = new byte[pages.length * PAGE];
    for (int i = 0; i < pages.length; i++) {
      int from = pages[i] * PAGE;
      System.arraycopy(counters, from, content, i * PAGE, Math.min(PAGE, counters.length - from));
    }
    return content;
  }

  /** Begins to note changes anew. */
  void forgetChanges() {
    changed.clear();
  }

  /** Puts pages back. */
  void restore(int[] pages, byte[] content, long sightingsThen) {
    for (int i = 0; i < pages.length; i++) {
      int from = pages[i] * PAGE;
      if (from >= counters.length) {
        throw new IllegalArgumentException(
            "page of a sketch is out of range: page=" + pages[i] + " allowed=0.." + (pages() - 1));
      }
      System.arraycopy(content, i * PAGE, counters, from, Math.min(PAGE, counters.length - from));
    }
    sightings = sightingsThen;
  }
}
