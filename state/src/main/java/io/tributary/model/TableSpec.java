package io.tributary.model;

import java.io.Serializable;
import java.util.List;

/**
 * A named set of parameters of one kind. A model is a list of tables, and a block is a slice of
 * one. Blocks are numbered through all tables.
 *
 * @param name its name within the model
 * @param firstBlock number of its first block
 * @param layout its rows and blocks; a dense table's last rows may be unused
 * @param groups what a row's lanes are, without gaps
 * @param denseRows of a dense table, whose rows every example touches, how many are used; of a
 *     sparse one 0
 * @param exact whether rows are found by the 64-bit hashes of features, so that there are as many
 *     as there are features; the layout's rows then only say which hashes belong to a block
 */
public record TableSpec(
    String name,
    int firstBlock,
    BlockLayout layout,
    List<LaneGroup> groups,
    int denseRows,
    boolean exact)
    implements Serializable {
  /** Name of the table of coordinates. */
  public static final String SPARSE = "sparse";

  /** Checks that the groups follow each other. */
  public TableSpec {
    groups = List.copyOf(groups);
    int end = 0;
    for (LaneGroup group : groups) {
      if (group.first() != end) {
        throw new IllegalArgumentException(
            "gap in a row: table=" + name + " lane=" + group.first() + " expected=" + end);
      }
      end = group.end();
    }
  }

  /** A table whose rows are found by their number. */
  public TableSpec(
      String name, int firstBlock, BlockLayout layout, List<LaneGroup> groups, int denseRows) {
    this(name, firstBlock, layout, groups, denseRows, false);
  }

  /** Returns the table of a linear model with one output. */
  public static TableSpec linear(BlockLayout layout, OptimizerSpec optimizer) {
    return new TableSpec(SPARSE, 0, layout, List.of(new LaneGroup(0, 1, optimizer)), 0);
  }

  /** Returns true when every example touches all rows that are used. */
  public boolean dense() {
    return denseRows > 0;
  }

  /** Returns the number of lanes of a row. */
  public int width() {
    return groups.get(groups.size() - 1).end();
  }

  /** Returns the number of weights of a row: what scoring needs of it. */
  public int weights() {
    int sum = 0;
    for (LaneGroup group : groups) {
      sum += group.weights();
    }
    return sum;
  }

  /** Returns the position of the first squared-gradient mass in a row, or -1 without one. */
  public int massLane() {
    for (LaneGroup group : groups) {
      if (group.mass() >= 0) {
        return group.mass();
      }
    }
    return -1;
  }

  /** Returns the number of lanes of a block. */
  public int blockLanes() {
    return layout.blockSize() * width();
  }

  /** Returns the number of weights of a block. */
  public int blockWeights() {
    return layout.blockSize() * weights();
  }

  /** Returns true when a block is one of this table's. */
  public boolean hasBlock(int block) {
    return block >= firstBlock && block < endBlock();
  }

  /** Returns the number behind that of the last block. */
  public int endBlock() {
    return firstBlock + layout.blocks();
  }

  /** Returns the first row of a block. */
  public int firstRow(int block) {
    return layout.firstOf(block - firstBlock);
  }

  /** Returns the shape that messages about its blocks carry. */
  public ModelShape shape() {
    return ModelShape.of(layout, width());
  }

  /**
   * Copies the weights of adjacent rows, as they are to be scored with.
   *
   * @param lanes the rows' lanes, all of them
   * @param out receives {@link #weights} numbers a row
   */
  public void copyWeights(float[] lanes, float[] out) {
    int width = width();
    int at = 0;
    for (int row = 0; row < lanes.length; row += width) {
      for (LaneGroup group : groups) {
        group.copyWeights(lanes, row, out, at);
        at += group.weights();
      }
    }
  }

  /**
   * Copies the weights of some rows of a block, as they are to be scored with.
   *
   * @param values the rows
   * @param out the block's weights, those of a row adjacent
   */
  public void copyWeights(SparseValues values, float[] out) {
    int width = values.width();
    if (groups.size() == 1 && groups.get(0).weights() == 1) {
      OptimizerSpec optimizer = groups.get(0).optimizer();
      for (int i = 0; i < values.size(); i++) {
        out[values.offsets()[i]] = optimizer.weight(values.lanes(), i * width);
      }
      return;
    }
    int size = weights();
    for (int i = 0; i < values.size(); i++) {
      int at = values.offsets()[i] * size;
      for (LaneGroup group : groups) {
        group.copyWeights(values.lanes(), i * width, out, at);
        at += group.weights();
      }
    }
  }
}
