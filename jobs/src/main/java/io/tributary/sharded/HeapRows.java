package io.tributary.sharded;

/** Rows in an array. */
public final class HeapRows implements Rows {
  private final float[] lanes;
  private final int width;

  /**
   * Makes rows of lanes.
   *
   * @param lanes those of all rows, which become these rows'
   * @param width lanes of a row
   */
  public HeapRows(float[] lanes, int width) {
    this.lanes = lanes;
    this.width = width;
  }

  /** Returns the lanes themselves. */
  public float[] lanes() {
    return lanes;
  }

  @Override
  public void gather(int[] offsets, int size, float[] into) {
    if (width == 2) {
      // The usual width, in a loop without a call for each row.
      for (int i = 0; i < size; i++) {
        int at = 2 * offsets[i];
        into[2 * i] = lanes[at];
        into[2 * i + 1] = lanes[at + 1];
      }
      return;
    }
    for (int i = 0; i < size; i++) {
      System.arraycopy(lanes, offsets[i] * width, into, i * width, width);
    }
  }

  @Override
  public void scatter(int[] offsets, int size, float[] from) {
    if (width == 2) {
      for (int i = 0; i < size; i++) {
        int at = 2 * offsets[i];
        lanes[at] = from[2 * i];
        lanes[at + 1] = from[2 * i + 1];
      }
      return;
    }
    for (int i = 0; i < size; i++) {
      System.arraycopy(from, i * width, lanes, offsets[i] * width, width);
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    for (int at = 0; at < lanes.length; at += width) {
      if (!isZero(at)) {
        visitor.row(at / width, lanes, at);
      }
    }
  }

  private boolean isZero(int at) {
    for (int lane = at; lane < at + width; lane++) {
      if (lanes[lane] != 0) {
        return false;
      }
    }
    return true;
  }
}
