package io.tributary.merge;

import org.jspecify.annotations.Nullable;

/**
 * Memory for the copies that a checkpoint takes, used again once it is complete. It is as much as
 * the model, and lives just long enough that the garbage collector would move all of it: new arrays
 * for each checkpoint made everybody wait longer than copying takes.
 */
final class CopyBuffers {
  private final int blocks;
  private final int lanesOfBlock;
  private float @Nullable [][] spare;
  private float @Nullable [][] lent;
  private long borrower;

  CopyBuffers(int blocks, int lanesOfBlock) {
    this.blocks = blocks;
    this.lanesOfBlock = lanesOfBlock;
  }

  /** Returns an array for each block, of any content; nobody else's until they are returned. */
  float[][] lend(long checkpoint) {
    float[][] buffers = spare != null ? spare : new float[blocks][lanesOfBlock];
    spare = null;
    // What an earlier checkpoint has still not returned is its own: it may be writing it yet.
    lent = buffers;
    borrower = checkpoint;
    return buffers;
  }

  /** Takes back what a checkpoint was lent, which has been written. */
  void returned(long checkpoint) {
    if (lent != null && checkpoint == borrower) {
      spare = lent;
      lent = null;
    }
  }
}
