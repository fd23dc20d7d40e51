package io.tributary.merge;

import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A replica's copy of one block as its master published it: a base, and the updates that came after
 * it. It depends on nothing but the messages received, so it is equal on all replicas at a barrier
 * and can live in broadcast state. The updates are kept apart because replicas that are a round
 * behind still need the older version.
 */
public final class BlockCopy {
  final int block;
  final float[] lanes;
  long baseVersion;
  final Deque<Update> recent;
  final List<Opening> staged;

  /** Creates the empty copy of a block that nobody has updated yet, at version 0. */
  BlockCopy(int block, int lanesOfBlock) {
    this(block, new float[lanesOfBlock], 0, List.of(), List.of());
  }

  BlockCopy(int block, float[] lanes, long baseVersion, List<Update> recent, List<Opening> staged) {
    this.block = block;
    this.lanes = lanes;
    this.baseVersion = baseVersion;
    this.recent = new ArrayDeque<>(recent);
    this.staged = new ArrayList<>(staged);
  }

  /**
   * Checks that a restored copy is one of a model's.
   *
   * @throws IllegalStateException when it is of a model of another size or optimizer
   */
  public void requireFits(BlockLayout layout, int width) {
    requireFits(block, lanes, layout, width);
  }

  static void requireFits(int block, float[] lanes, BlockLayout layout, int width) {
    if (block >= layout.blocks() || lanes.length != layout.blockSize() * width) {
      throw new IllegalStateException(
          "snapshot is of another model, whose bits, blocks and optimizer can't change: block="
              + block
              + " lanes="
              + lanes.length
              + " expectedBlocks="
              + layout.blocks()
              + " expectedLanes="
              + layout.blockSize() * width);
    }
  }

  /** Returns the newest version received. */
  long version() {
    return baseVersion + recent.size();
  }

  /**
   * Adds the next update, and folds the oldest into the base when more than {@code keep} are kept.
   */
  void append(Update update, int keep) {
    if (update.version() != version() + 1) {
      throw new IllegalStateException(
          "update out of order: block="
              + block
              + " version="
              + update.version()
              + " expected="
              + (version() + 1));
    }
    recent.addLast(update);
    while (recent.size() > keep) {
      Update oldest = recent.removeFirst();
      oldest.values().copyTo(lanes, 0);
      baseVersion = oldest.version();
    }
  }

  /** Keeps a part of an opening; true when all parts are there. */
  boolean stage(Opening part) {
    if (!staged.isEmpty() && staged.get(0).generation() != part.generation()) {
      staged.clear();
    }
    if (part.part() == staged.size()) {
      staged.add(part);
    }
    return staged.size() == part.parts();
  }

  /** Takes the staged opening for the whole content. */
  void adoptStaged() {
    Arrays.fill(lanes, 0f);
    recent.clear();
    for (Opening part : staged) {
      part.values().copyTo(lanes, 0);
      baseVersion = part.version();
    }
    staged.clear();
  }

  /** Returns the update that leads to a version, which must be among the recent ones. */
  Update updateTo(long version) {
    for (Update update : recent) {
      if (update.version() == version) {
        return update;
      }
    }
    throw new IllegalStateException(
        "update is no longer kept: block="
            + block
            + " version="
            + version
            + " kept="
            + (baseVersion + 1)
            + ".."
            + version());
  }

  /** Writes the block's lanes as of a version, which must be kept, to a dense array. */
  void writeTo(long version, float[] target, int at) {
    System.arraycopy(lanes, 0, target, at, lanes.length);
    for (Update update : recent) {
      if (update.version() > version) {
        return;
      }
      update.values().copyTo(target, at);
    }
  }

  /** Returns an equal copy that shares nothing mutable. */
  BlockCopy copy() {
    return new BlockCopy(
        block, lanes.clone(), baseVersion, List.copyOf(recent), List.copyOf(staged));
  }
}
