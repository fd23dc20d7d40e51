package io.tributary.model;

import java.io.Serializable;

/**
 * Adjacent lanes of a row that learn together: some weights, and what the optimizer keeps for all
 * of them. A linear model's row is one group of one weight; a factor vector is a group whose
 * weights share one squared-gradient mass (row-wise AdaGrad).
 *
 * @param first position of the first weight in its row
 * @param weights number of weights, at least 1
 * @param optimizer how they learn; its lanes but the first follow the weights
 */
public record LaneGroup(int first, int weights, OptimizerSpec optimizer) implements Serializable {
  /** Checks the sizes. */
  public LaneGroup {
    if (first < 0 || weights < 1) {
      throw new IllegalArgumentException(
          "group of lanes is empty: first=" + first + " weights=" + weights);
    }
  }

  /** Returns the number of lanes. */
  public int lanes() {
    return weights + optimizer.lanes() - 1;
  }

  /** Returns the position behind its last lane. */
  public int end() {
    return first + lanes();
  }

  /** Returns the position of the squared-gradient mass in the row, or -1 when there is none. */
  public int mass() {
    return optimizer.hasMass() ? first + weights : -1;
  }

  /**
   * Copies the weights to score with.
   *
   * @param lanes rows, the one in question from {@code row} on
   * @param out receives {@link #weights} numbers from {@code at} on
   */
  public void copyWeights(float[] lanes, int row, float[] out, int at) {
    if (weights == 1) {
      out[at] = optimizer.weight(lanes, row + first);
    } else {
      System.arraycopy(lanes, row + first, out, at, weights);
    }
  }
}
