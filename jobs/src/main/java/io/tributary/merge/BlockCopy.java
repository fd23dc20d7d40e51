package io.tributary.merge;

import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import java.util.List;

/**
 * One block as its master published it, as far as a replica had received it at a checkpoint: the
 * values of the version that the replica learned on, and the updates that came after it. It depends
 * on nothing but the messages received, so that all replicas agree at a barrier on what follows
 * from it, the newest version, and it can live in broadcast state. Never changed once made, though
 * its values may still have to be filled in.
 */
public final class BlockCopy {
  final int block;
  private final LanesCopy lanes;
  final long baseVersion;
  final List<Update> recent;
  final List<Opening> staged;

  BlockCopy(
      int block, LanesCopy lanes, long baseVersion, List<Update> recent, List<Opening> staged) {
    this.block = block;
    this.lanes = lanes;
    this.baseVersion = baseVersion;
    this.recent = List.copyOf(recent);
    this.staged = List.copyOf(staged);
  }

  /** Returns the number of the block. */
  public int block() {
    return block;
  }

  /** Returns the values, lanes of each coordinate together; waits until they are filled in. */
  float[] lanes() {
    return lanes.lanes();
  }

  /** Returns what fills in the values. */
  public LanesCopy filling() {
    return lanes;
  }

  /**
   * Checks that a restored copy is one of a model's.
   *
   * @throws IllegalStateException when it is of a model of another size or optimizer
   */
  void requireFits(BlockLayout layout, int width) {
    requireFits(block, lanes.length(), layout, width);
  }

  static void requireFits(int block, int lanes, BlockLayout layout, int width) {
    if (block >= layout.blocks() || lanes != layout.blockSize() * width) {
      throw new IllegalStateException(
          "snapshot is of another model, whose bits, blocks and optimizer can't change: block="
              + block
              + " lanes="
              + lanes
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
}
