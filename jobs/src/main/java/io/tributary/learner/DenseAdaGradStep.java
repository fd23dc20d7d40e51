package io.tributary.learner;

import static io.tributary.model.OptimizerSpec.AdaGrad.MASS;
import static io.tributary.model.OptimizerSpec.WEIGHT;

import io.tributary.model.DenseNetwork;
import io.tributary.model.OptimizerSpec.AdaGrad;

/**
 * AdaGrad as {@link AdaGradOptimizer} has it, in single precision. The sign of a mass is a mark of
 * whoever set it, and stays.
 */
final class DenseAdaGradStep extends DenseStep {
  private static final int LANES = 2;

  private final double alpha;
  private final float epsilon;
  private final float[] masses;

  DenseAdaGradStep(AdaGrad spec, DenseNetwork network, int widest) {
    super(network, widest);
    alpha = spec.alpha();
    epsilon = smoothing(spec.epsilon());
    masses = new float[widest];
  }

  @Override
  int width() {
    return LANES;
  }

  @Override
  void learn(float[] lanes, int first, int count, float error, float[] inputs) {
    int at = LANES * first;
    for (int i = 0; i < count; i++) {
      differences[i] = lanes[at + LANES * i + WEIGHT];
      masses[i] = Math.abs(lanes[at + LANES * i + MASS]);
    }
    grow(masses, error, inputs, count);
    move(differences, masses, stepped(alpha, error), inputs, epsilon, count);
    for (int i = 0; i < count; i++) {
      int row = at + LANES * i;
      lanes[row + WEIGHT] = differences[i];
      lanes[row + MASS] = Optimizer.marked(masses[i], lanes[row + MASS]);
    }
  }

  private static void grow(float[] masses, float error, float[] inputs, int count) {
    for (int i = 0; i < count; i++) {
      float gradient = error * inputs[i];
      masses[i] = Math.min(Float.MAX_VALUE, masses[i] + gradient * gradient);
    }
  }

  private static void move(
      float[] differences, float[] masses, float step, float[] inputs, float epsilon, int count) {
    for (int i = 0; i < count; i++) {
      differences[i] =
          bounded(differences[i] - step * inputs[i] / (epsilon + (float) Math.sqrt(masses[i])));
    }
  }
}
