package io.tributary.merge;

import java.util.Arrays;

/**
 * A set of coordinates, or of offsets of a block, that tells of each member how many smaller
 * members there are. It is a bitmap, and a second bitmap of the first one's words, so a small set
 * is as cheap in a large block as in a small one. Reused, not thread safe.
 */
final class RankedSet {
  private long[] words = new long[Long.SIZE];

  /** Which words are not zero. */
  private long[] filled = new long[1];

  /** How many members there are before each word; of those that are not zero. */
  private int[] ranks = new int[Long.SIZE];

  /** Adds offsets that increase, counted from where the first of all would be. */
  void addAll(int[] offsets, int first) {
    if (offsets.length == 0) {
      return;
    }
    reserve(first + offsets[offsets.length - 1]);
    for (int offset : offsets) {
      int member = first + offset;
      words[member >>> 6] |= 1L << member;
      filled[member >>> 12] |= 1L << (member >>> 6);
    }
  }

  private void reserve(int offset) {
    int needed = (offset >>> 12) + 1;
    if (filled.length < needed) {
      int length = Math.max(needed, 2 * filled.length);
      filled = Arrays.copyOf(filled, length);
      words = Arrays.copyOf(words, length * Long.SIZE);
      ranks = Arrays.copyOf(ranks, length * Long.SIZE);
    }
  }

  /**
   * Returns the members, increasing, and ranks them.
   *
   * @param most how many there are at most
   */
  int[] members(int most) {
    int[] members = new int[most];
    int size = 0;
    for (int i = 0; i < filled.length; i++) {
      for (long left = filled[i]; left != 0; left &= left - 1) {
        int word = i << 6 | Long.numberOfTrailingZeros(left);
        ranks[word] = size;
        for (long bits = words[word]; bits != 0; bits &= bits - 1) {
          members[size++] = word << 6 | Long.numberOfTrailingZeros(bits);
        }
      }
    }
    return Arrays.copyOf(members, size);
  }

  /**
   * Returns how many members are smaller than one, as they were when {@link #members} was asked.
   */
  int rankOf(int member) {
    int word = member >>> 6;
    return ranks[word] + Long.bitCount(words[word] & (1L << member) - 1);
  }

  /** Removes all. */
  void clear() {
    for (int i = 0; i < filled.length; i++) {
      for (long left = filled[i]; left != 0; left &= left - 1) {
        words[i << 6 | Long.numberOfTrailingZeros(left)] = 0;
      }
      filled[i] = 0;
    }
  }
}
