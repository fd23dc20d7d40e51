package io.tributary.bench;

import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;

/**
 * FTRL-Proximal without L1 for the logistic loss, as one would write it for this and nothing else:
 * weights and squared gradients in two arrays, no metrics, no checks. It is what the learner is
 * measured against, so it is not to be made clever.
 */
final class PlainLoop {
  private final float alpha;
  private final float beta;
  private final float[] weights;
  private final float[] masses;

  PlainLoop(double alpha, double beta, int bits) {
    this.alpha = (float) alpha;
    this.beta = (float) beta;
    weights = new float[1 << bits];
    masses = new float[1 << bits];
  }

  static PlainLoop of(ModelSpec model) {
    if (model.optimizer() instanceof OptimizerSpec.Ftrl ftrl && ftrl.l1() == 0 && ftrl.l2() == 0) {
      return new PlainLoop(ftrl.alpha(), ftrl.beta(), model.layout().bits());
    }
    throw new IllegalArgumentException(
        "the plain loop is FTRL without L1 and L2: optimizer=" + model.optimizer());
  }

  /** Predicts an example, then learns it; returns the margin before learning. */
  double learn(int[] indices, float[] values, int size, float label) {
    float margin = 0;
    for (int i = 0; i < size; i++) {
      margin += weights[indices[i]] * values[i];
    }
    float error = (float) (1 / (1 + Math.exp(-margin))) - label;
    for (int i = 0; i < size; i++) {
      int at = indices[i];
      float gradient = error * values[i];
      float mass = masses[at] + gradient * gradient;
      masses[at] = mass;
      weights[at] -= alpha * gradient / (beta + (float) Math.sqrt(mass));
    }
    return margin;
  }
}
