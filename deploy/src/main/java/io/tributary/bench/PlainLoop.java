package io.tributary.bench;

import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;

/**
 * FTRL-Proximal without L1 for the logistic loss, as one would write it for this and nothing else:
 * weight and squared gradients of a coordinate side by side, no metrics, no checks. It is what the
 * learner is measured against, so it is not to be made clever.
 */
final class PlainLoop {
  private final float alpha;
  private final float beta;
  private final float[] lanes;

  PlainLoop(double alpha, double beta, int bits) {
    this.alpha = (float) alpha;
    this.beta = (float) beta;
    lanes = new float[2 << bits];
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
      margin += lanes[2 * indices[i]] * values[i];
    }
    float error = (float) (1 / (1 + Math.exp(-margin))) - label;
    for (int i = 0; i < size; i++) {
      int at = 2 * indices[i];
      float gradient = error * values[i];
      float mass = lanes[at + 1] + gradient * gradient;
      lanes[at + 1] = mass;
      lanes[at] -= alpha * gradient / (beta + (float) Math.sqrt(mass));
    }
    return margin;
  }
}
