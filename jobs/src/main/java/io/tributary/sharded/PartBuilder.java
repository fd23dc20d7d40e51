package io.tributary.sharded;

import io.tributary.sharded.ShardMessage.Part;
import java.util.Arrays;

/** Collects what a mini-batch has in one block. Keeps its arrays from batch to batch. */
final class PartBuilder {
  private static final int[] NONE = {};
  private static final long[] NO_KEYS = {};
  private static final float[] ONES = {};

  private final int block;
  private int[] members = new int[16];
  private int[] counts = new int[16];
  private int[] totals = new int[16];
  private int size;

  /** For each coordinate, its offset above and its place in the batch below. */
  private long[] entries = new long[64];

  private float[] values = new float[64];
  private int[] fields = NONE;

  /** The hash of each feature, where they have rows of their own. */
  private long[] keys = NO_KEYS;

  private int filled;
  private boolean allOnes = true;

  PartBuilder(int block) {
    this.block = block;
  }

  /**
   * Adds a coordinate of an example; examples come in order.
   *
   * @param total how many coordinates the example has in all blocks
   * @param field the feature that it came from, or -1 when examples don't tell
   */
  void add(int example, int total, int offset, float value, int field) {
    append(example, total, value, field);
    entries[filled] = (long) offset << Integer.SIZE | filled;
    filled++;
  }

  /** Adds a feature by its hash; a batch has either these or coordinates. */
  void addKey(int example, int total, long key, float value, int field) {
    append(example, total, value, field);
    if (keys.length < entries.length) {
      keys = Arrays.copyOf(keys, entries.length);
    }
    keys[filled++] = key;
  }

  private void append(int example, int total, float value, int field) {
    if (size == 0 || members[size - 1] != example) {
      startMember(example, total);
    }
    counts[size - 1]++;
    if (filled == entries.length) {
      entries = Arrays.copyOf(entries, 2 * filled);
      values = Arrays.copyOf(values, 2 * filled);
    }
    if (field >= 0) {
      if (fields.length < entries.length) {
        fields = Arrays.copyOf(fields, entries.length);
      }
      fields[filled] = field;
    }
    values[filled] = value;
    allOnes &= value == 1;
  }

  private void startMember(int example, int total) {
    if (size == members.length) {
      members = Arrays.copyOf(members, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
      totals = Arrays.copyOf(totals, 2 * size);
    }
    members[size] = example;
    totals[size] = total;
    counts[size++] = 0;
  }

  /** Returns what was added, and begins anew. */
  Part build(int source, long epoch, long round, boolean last, int examples) {
    int[] positions = new int[filled];
    long[] ofKeys = keys.length == 0 ? NO_KEYS : distinctKeys(positions);
    int[] offsets = keys.length == 0 ? distinctOffsets(positions) : NONE;
    Part part =
        new Part(
            block,
            source,
            epoch,
            round,
            last,
            examples,
            offsets,
            ofKeys,
            Arrays.copyOf(members, size),
            Arrays.copyOf(counts, size),
            Arrays.copyOf(totals, size),
            positions,
            allOnes ? ONES : Arrays.copyOf(values, filled),
            fields.length == 0 ? NONE : Arrays.copyOf(fields, filled));
    size = 0;
    filled = 0;
    allOnes = true;
    return part;
  }

  private int[] distinctOffsets(int[] positions) {
    Arrays.sort(entries, 0, filled);
    int[] offsets = new int[filled];
    int distinct = 0;
    for (int i = 0; i < filled; i++) {
      int offset = (int) (entries[i] >>> Integer.SIZE);
      if (distinct == 0 || offsets[distinct - 1] != offset) {
        offsets[distinct++] = offset;
      }
      positions[(int) entries[i]] = distinct - 1;
    }
    return Arrays.copyOf(offsets, distinct);
  }

  private long[] distinctKeys(int[] positions) {
    long[] sorted = Arrays.copyOf(keys, filled);
    Arrays.sort(sorted);
    int distinct = 0;
    for (long key : sorted) {
      if (distinct == 0 || sorted[distinct - 1] != key) {
        sorted[distinct++] = key;
      }
    }
    for (int i = 0; i < filled; i++) {
      positions[i] = Arrays.binarySearch(sorted, 0, distinct, keys[i]);
    }
    return Arrays.copyOf(sorted, distinct);
  }
}
