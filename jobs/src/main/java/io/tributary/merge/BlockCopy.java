package io.tributary.merge;

import io.tributary.model.BlockLayout;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.Update;
import java.util.List;

/**
 * One block as its master published it, as far as a replica had received it at a checkpoint: the
 * values of the version that the replica learned on, and the updates that came after it.
 * Checkpoints of earlier versions of this code have it. Never changed once made.
 */
public final class BlockCopy {
  final int block;
  final float[] lanes;
  final long baseVersion;
  final List<Update> recent;
  final List<Opening> staged;

  BlockCopy(int block, float[] lanes, long baseVersion, List<Update> recent, List<Opening> staged) {
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

  /**
   * Checks that a restored copy is one of a model's.
   *
   * @throws IllegalStateException when it is of a model of another size or optimizer
   */
  void requireFits(BlockLayout layout, int width) {
    requireFits(block, lanes.length, layout, width);
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
}
