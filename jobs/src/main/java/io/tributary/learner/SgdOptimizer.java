package io.tributary.learner;

import io.tributary.model.OptimizerSpec;

/** Stochastic gradient descent, {@code w' = w - rate * g}. */
final class SgdOptimizer extends Optimizer {
  private final double rate;

  SgdOptimizer(OptimizerSpec.Sgd spec) {
    this.rate = spec.rate();
  }

  @Override
  int lanes() {
    return 1;
  }

  @Override
  double margin(float[] lanes, int[] indices, float[] values, int size) {
    double margin = 0;
    for (int i = 0; i < size; i++) {
      margin += (double) lanes[indices[i]] * values[i];
    }
    return margin;
  }

  @Override
  void step(float[] lanes, int[] indices, float[] values, int size, double gradientOfMargin) {
    double step = rate * gradientOfMargin;
    for (int i = 0; i < size; i++) {
      int at = indices[i];
      lanes[at] = bounded(lanes[at] - step * values[i]);
    }
  }

  @Override
  void stepOne(float[] lanes, int at, double gradient) {
    lanes[at] = bounded(lanes[at] - rate * gradient);
  }
}
