package io.tributary.learner;

import io.tributary.model.OptimizerSpec;

/**
 * Predicts and learns on an array of lanes, those of one coordinate adjacent. The loops over an
 * example's features are inside, so that the hot loop has no virtual call per feature. Stateless
 * and thread safe.
 *
 * <p>As long as lanes, values and the gradient are finite, lanes stay finite: weights stop at
 * {@link #MAX_WEIGHT} and masses at the largest float. A float stops counting when what is added is
 * less than its last digit: a mass does so near 2^24 times a typical squared gradient, where the
 * rate has fallen to 1/4096 of alpha, and from there on the rate stays.
 *
 * <p>A mass is never negative, so its sign is free to be a mark of whoever set it: it counts for
 * nothing here, and stays as it is.
 */
abstract sealed class Optimizer permits FtrlOptimizer, AdaGradOptimizer, SgdOptimizer {
  /**
   * Bound of every weight. The product of it, a value and a gradient can be squared in double
   * precision without overflow, so that a diverging model stays finite.
   */
  static final float MAX_WEIGHT = 1e30f;

  private static final int SIGN = 1 << 31;

  /** Returns the optimizer of a specification. */
  static Optimizer of(OptimizerSpec spec) {
    if (spec instanceof OptimizerSpec.Ftrl ftrl) {
      return new FtrlOptimizer(ftrl);
    } else if (spec instanceof OptimizerSpec.AdaGrad adaGrad) {
      return new AdaGradOptimizer(adaGrad);
    } else if (spec instanceof OptimizerSpec.Sgd sgd) {
      return new SgdOptimizer(sgd);
    }
    throw new IllegalArgumentException("unknown optimizer: optimizer=" + spec);
  }

  /** Returns the number of lanes per coordinate, 1 or 2. */
  abstract int lanes();

  /**
   * Returns the sum of weight times value.
   *
   * @param lanes all coordinates' lanes
   * @param indices coordinates; those that repeat count every time
   * @param values their values
   * @param size how many of them
   */
  abstract double margin(float[] lanes, int[] indices, float[] values, int size);

  /**
   * Learns one example.
   *
   * @param gradientOfMargin derivative of the example's loss with respect to its margin, times the
   *     example's weight
   */
  abstract void step(
      float[] lanes, int[] indices, float[] values, int size, double gradientOfMargin);

  /**
   * Returns the weight of one row among lanes of any layout.
   *
   * @param at where the row's weight is, with what the optimizer keeps behind it
   */
  float weight(float[] lanes, int at) {
    return lanes[at];
  }

  /**
   * Learns one row among lanes of any layout.
   *
   * @param at where the row's weight is, with what the optimizer keeps behind it
   * @param gradient derivative of the example's loss with respect to the weight
   */
  abstract void stepOne(float[] lanes, int at, double gradient);

  /** Returns a weight within its bound. */
  static float bounded(double weight) {
    // Two comparisons that nearly never hold, which a processor gets right ahead of time.
    if (weight > MAX_WEIGHT) {
      return MAX_WEIGHT;
    }
    return weight < -MAX_WEIGHT ? -MAX_WEIGHT : (float) weight;
  }

  /** Returns a weight within its bound. */
  static float bounded(float weight) {
    if (weight > MAX_WEIGHT) {
      return MAX_WEIGHT;
    }
    return weight < -MAX_WEIGHT ? -MAX_WEIGHT : weight;
  }

  /** Returns the mass after a gradient. */
  static float grown(float mass, double gradient) {
    float sum = (float) (mass + gradient * gradient);
    return sum > Float.MAX_VALUE ? Float.MAX_VALUE : sum;
  }

  /** Returns a mass that is marked as the lane was that it replaces. */
  static float marked(float mass, float lane) {
    // Math.copySign does the same, and more: it would not rely on the mass having no sign.
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(mass) | (Float.floatToRawIntBits(lane) & SIGN));
  }
}
