package io.tributary.merge;

import io.tributary.model.OptimizerSpec;

/**
 * A merge between the sum and the mean, by curvature, as {@link SaturatingMerge}, but each replica
 * counts by how much it has seen. A replica whose round has the curvature h has covered the share
 * {@code 1 - exp(-x)} of the way to its own optimum, with {@code x = k * rate * h}. So its optimum
 * lies at {@code change / (1 - exp(-x))}. The mean of these optima, weighted by curvature, is the
 * optimum of all. All curvatures together, {@code X}, cover the share {@code 1 - exp(-X)} of the
 * way there:
 *
 * <pre>(1 - exp(-X)) / X * sum of change * x / (1 - exp(-x))</pre>
 *
 * <p>The result is the sum for small moves and the mean by curvature for large ones; with equal
 * curvatures it is that of {@link SaturatingMerge}. Replicas seldom see a coordinate equally often.
 * The plain mean gives a replica that met the coordinate once as much say as one that met it a
 * hundred times.
 */
final class WeightedMerge implements MergeRule {
  private static final double SMALL = 1e-9;

  @Override
  public String name() {
    return "weighted";
  }

  @Override
  public double change(Moves moves, OptimizerSpec optimizer) {
    if (moves.count == 1) {
      return moves.sum;
    }
    double rate = moves.activePerExample * optimizer.rate(moves.massBefore + moves.mass);
    double all = rate * moves.curvature;
    if (!(all > SMALL)) {
      // The limit for small moves; also keeps 0 / 0 away.
      return moves.sum;
    }
    double share = covered(all) / all;
    double change = 0;
    for (int i = 0; i < moves.count; i++) {
      double x = rate * moves.curvatures[i];
      change += moves.changes[i] * (x > SMALL ? share * x / covered(x) : share);
    }
    return change;
  }

  /** Returns {@code 1 - exp(-x)} of an x that is not negative. */
  private static double covered(double x) {
    // Math.expm1 is many times slower than Math.exp, and a master's most frequent call. Near 0 the
    // difference would lose digits: there three terms of the series have more than a float keeps.
    return x > 1e-3 ? 1 - Math.exp(-x) : x * (1 - x * (0.5 - x / 6));
  }
}
