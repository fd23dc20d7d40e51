package io.tributary.merge;

import io.tributary.model.OptimizerSpec;

/**
 * A merge between the sum and the mean, by curvature. {@code x = k * rate * curvature} says how far
 * the round moved the coordinate towards its optimum; k is the number of coordinates that move a
 * prediction together. Suppose c equal moves follow each other, and each covers the share {@code 1
 * - exp(-x / c)} of the way that remains. They reach
 *
 * <pre>mean * (1 - exp(-x)) / (1 - exp(-x / c))</pre>
 *
 * which is the sum for small moves and the mean for large ones.
 */
final class SaturatingMerge implements MergeRule {
  @Override
  public String name() {
    return "saturating";
  }

  @Override
  public double change(Moves moves, OptimizerSpec optimizer) {
    if (moves.count == 1) {
      return moves.sum;
    }
    double rate = optimizer.rate(moves.massBefore + moves.mass);
    double x = moves.activePerExample * rate * moves.curvature;
    if (!(x > 1e-9)) {
      // The limit for small moves; also keeps 0 / 0 away.
      return moves.sum;
    }
    return moves.sum / moves.count * (Math.expm1(-x) / Math.expm1(-x / moves.count));
  }
}
