package io.tributary.merge;

import io.tributary.model.SparseValues;

/** The lanes of one block. Checkpoints take copies of the lanes while merging changes them. */
final class BlockLanes {
  private final LanesCopy lanes;
  private final UnfilledCopies copies = new UnfilledCopies();

  /**
   * Makes a block of lanes.
   *
   * @param lanes the lanes, which become this block's
   */
  BlockLanes(float[] lanes) {
    this(new LanesCopy(lanes));
  }

  private BlockLanes(LanesCopy lanes) {
    this.lanes = lanes;
  }

  /** Returns the lanes themselves, to be read. */
  float[] array() {
    return lanes.lanes();
  }

  /** Returns the values of some coordinates. */
  SparseValues read(int[] offsets, int width) {
    SparseValues values = new SparseValues(offsets, new float[offsets.length * width]);
    values.copyFrom(array(), 0);
    return values;
  }

  /** Replaces the values of some coordinates. */
  void write(SparseValues values) {
    if (!copies.isEmpty()) {
      copies.replacing(read(values.offsets(), values.width()));
    }
    values.copyTo(array(), 0);
  }

  /** Returns a copy of the lanes as they are now. The copy is filled when there is time. */
  BlockLanes copy() {
    float[] from = array();
    float[] to = new float[from.length];
    LanesCopy copy = new LanesCopy(to, () -> System.arraycopy(from, 0, to, 0, from.length));
    copies.add(copy);
    return new BlockLanes(copy);
  }

  /** Returns what fills these lanes, if they are a copy. */
  LanesCopy filling() {
    return lanes;
  }
}
