package io.tributary.learner;

import static io.tributary.model.OptimizerSpec.MASS;
import static io.tributary.model.OptimizerSpec.WEIGHT;

import io.tributary.model.OptimizerSpec;

/**
 * FTRL-Proximal (McMahan et al., Ad Click Prediction, KDD 2013, Algorithm 1) on the unshrunk weight
 * u and the squared-gradient mass n.
 *
 * <p>The paper's update of z, {@code z' = z + g - sigma * w}, with {@code z = -u * D} and D the
 * curvature {@code (beta + sqrt(n)) / alpha + l2}, reads
 *
 * <pre>
 * n' = n + g^2        sigma = D' - D        u' = (u * D - g + sigma * w) / D'
 * </pre>
 *
 * and without L1, where w is u, simply {@code u' = u - g / D'}. Both are computed with all
 * curvatures multiplied by alpha, which saves a division.
 */
final class FtrlOptimizer extends Optimizer {
  private final OptimizerSpec.Ftrl spec;
  private final double alpha;

  /** Alpha times the curvature of a coordinate without mass. */
  private final double floor;

  FtrlOptimizer(OptimizerSpec.Ftrl spec) {
    this.spec = spec;
    this.alpha = spec.alpha();
    this.floor = spec.beta() + spec.alpha() * spec.l2();
  }

  @Override
  int lanes() {
    return 2;
  }

  @Override
  double margin(float[] lanes, int[] indices, float[] values, int size) {
    double margin = 0;
    if (spec.l1() == 0) {
      for (int i = 0; i < size; i++) {
        margin += (double) lanes[2 * indices[i] + WEIGHT] * values[i];
      }
    } else {
      for (int i = 0; i < size; i++) {
        margin += (double) weight(lanes, 2 * indices[i]) * values[i];
      }
    }
    return margin;
  }

  @Override
  float weight(float[] lanes, int at) {
    return spec.weight(lanes[at + WEIGHT], Math.abs(lanes[at + MASS]));
  }

  @Override
  void step(float[] lanes, int[] indices, float[] values, int size, double gradientOfMargin) {
    if (spec.l1() == 0) {
      stepUnshrunk(lanes, indices, values, size, gradientOfMargin);
    } else {
      stepShrunk(lanes, indices, values, size, gradientOfMargin);
    }
  }

  /**
   * In single precision: lanes have no more, and a processor takes roots and divides twice as fast.
   * What overflows becomes infinite, and is bounded then.
   */
  private void stepUnshrunk(
      float[] lanes, int[] indices, float[] values, int size, double gradientOfMargin) {
    float slope = (float) gradientOfMargin;
    float step = (float) (alpha * gradientOfMargin);
    float least = (float) floor;
    for (int i = 0; i < size; i++) {
      int at = 2 * indices[i];
      float gradient = slope * values[i];
      float before = lanes[at + MASS];
      float mass = Math.abs(before) + gradient * gradient;
      mass = mass > Float.MAX_VALUE ? Float.MAX_VALUE : mass;
      float curvature = least + (float) Math.sqrt(mass);
      // zero only when beta and l2 are, and the gradient is zero or its square underflows
      if (curvature > 0) {
        lanes[at + MASS] = marked(mass, before);
        lanes[at + WEIGHT] = bounded(lanes[at + WEIGHT] - step * values[i] / curvature);
      }
    }
  }

  private void stepShrunk(
      float[] lanes, int[] indices, float[] values, int size, double gradientOfMargin) {
    for (int i = 0; i < size; i++) {
      int at = 2 * indices[i];
      double gradient = gradientOfMargin * values[i];
      float massBefore = Math.abs(lanes[at + MASS]);
      float mass = grown(massBefore, gradient);
      double before = floor + Math.sqrt(massBefore);
      double after = floor + Math.sqrt(mass);
      if (after > 0) {
        double weight = weight(lanes, at);
        double sum = lanes[at + WEIGHT] * before - alpha * gradient + (after - before) * weight;
        lanes[at + MASS] = marked(mass, lanes[at + MASS]);
        lanes[at + WEIGHT] = bounded(sum / after);
      }
    }
  }

  @Override
  void stepOne(float[] lanes, int at, double gradient) {
    float massBefore = Math.abs(lanes[at + MASS]);
    float mass = grown(massBefore, gradient);
    double after = floor + Math.sqrt(mass);
    if (after > 0) {
      double change = alpha * gradient;
      double sum = lanes[at + WEIGHT] - change / after;
      if (spec.l1() != 0) {
        double before = floor + Math.sqrt(massBefore);
        double weight = weight(lanes, at);
        sum = (lanes[at + WEIGHT] * before - change + (after - before) * weight) / after;
      }
      lanes[at + MASS] = marked(mass, lanes[at + MASS]);
      lanes[at + WEIGHT] = bounded(sum);
    }
  }
}
