package io.tributary.training;

import java.io.Serializable;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The keys by which Flink deals out blocks. With the blocks' own numbers as keys, one task would
 * get several blocks and another none, and the slowest shard sets the pace of all. These keys lie
 * evenly, whatever the number of tasks. State is kept by them, so they depend on nothing but the
 * number of blocks.
 */
final class BlockKeys implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LEAST_GROUPS = 128;
  private static final int MOST_GROUPS = 1 << 15;

  private final int groups;
  private final int[] keys;

  BlockKeys(int blocks) {
    groups = Math.min(MOST_GROUPS, Math.max(LEAST_GROUPS, Integer.highestOneBit(2 * blocks - 1)));
    int[] next = new int[groups];
    keys = new int[blocks];
    for (int block = 0; block < blocks; block++) {
      int group = (int) ((long) block * groups / blocks);
      int key = next[group];
      while (KeyGroupRangeAssignment.assignToKeyGroup(key, groups) != group) {
        key++;
      }
      keys[block] = key;
      next[group] = key + 1;
    }
  }

  /** Returns the number of key groups, the maximal parallelism. */
  int groups() {
    return groups;
  }

  /** Returns the key of a block. */
  Integer of(int block) {
    return keys[block];
  }
}
