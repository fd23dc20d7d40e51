package io.tributary.sharded;

/**
 * The rows of one block, wherever they are kept. A row has the lanes of one coordinate; those of a
 * coordinate that was never learned are 0.
 */
public interface Rows {
  /**
   * Reads rows.
   *
   * @param offsets which rows, positions within the block, increasing
   * @param size how many of them
   * @param into receives the lanes, one row after the other
   */
  void gather(int[] offsets, int size, float[] into);

  /**
   * Writes rows.
   *
   * @param offsets which rows, positions within the block, increasing
   * @param size how many of them
   * @param from the lanes, one row after the other
   */
  void scatter(int[] offsets, int size, float[] from);

  /** Shows all rows that are not all 0, in order. */
  void forEach(Visitor visitor);

  /** Looks at one row. */
  interface Visitor {
    /**
     * Looks at a row.
     *
     * @param offset position within the block
     * @param lanes holds its lanes from {@code at} on, until the visit ends
     */
    void row(int offset, float[] lanes, int at);
  }
}
