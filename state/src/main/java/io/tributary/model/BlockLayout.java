package io.tributary.model;

import java.io.Serializable;

/**
 * How the coordinates {@code [0, 2^bits)} are cut into contiguous blocks of equal size.
 *
 * @param bits logarithm of the number of coordinates, 1 to 30
 * @param blocks number of blocks, a power of two, at most {@code 2^bits}
 */
public record BlockLayout(int bits, int blocks) implements Serializable {
  public BlockLayout {
    if (bits < 1 || bits > 30) {
      throw new IllegalArgumentException("bits out of range: bits=" + bits + " allowed=1..30");
    }
    if (Integer.bitCount(blocks) != 1 || blocks > (1 << bits)) {
      throw new IllegalArgumentException(
          "blocks is not a power of two up to 2^bits: blocks=" + blocks + " bits=" + bits);
    }
  }

  /** Returns the number of coordinates. */
  public int coordinates() {
    return 1 << bits;
  }

  /** Returns the number of coordinates of each block. */
  public int blockSize() {
    return 1 << blockBits();
  }

  /** Returns the logarithm of {@link #blockSize()}. */
  public int blockBits() {
    return bits - Integer.numberOfTrailingZeros(blocks);
  }

  /** Returns the block that holds a coordinate. */
  public int blockOf(int coordinate) {
    return coordinate >>> blockBits();
  }

  /** Returns the position of a coordinate within its block. */
  public int offsetOf(int coordinate) {
    return coordinate & (blockSize() - 1);
  }

  /** Returns the first coordinate of a block. */
  public int firstOf(int block) {
    return block << blockBits();
  }
}
