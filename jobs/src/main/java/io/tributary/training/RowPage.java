package io.tributary.training;

/**
 * Some rows of a block that stand next to each other, as keyed state has them.
 *
 * @param lanes all lanes of all its rows, which nobody changes
 */
record RowPage(float[] lanes) {
  /** Rows of a page: few enough that a checkpoint has little that did not change. */
  static final int ROWS = 64;

  /**
   * Checks that it is of a model's block.
   *
   * @throws IllegalStateException when its rows have other lanes than those of the model
   */
  void requireSize(int floats) {
    if (lanes.length != floats) {
      throw new IllegalStateException(
          "snapshot is of another model, whose rows can't change: lanes="
              + lanes.length
              + " expected="
              + floats);
    }
  }

  @Override
  public String toString() {
    return "RowPage[lanes=" + lanes.length + "]";
  }
}
