package io.tributary.learner;

import static io.tributary.model.OptimizerSpec.MASS;
import static io.tributary.model.OptimizerSpec.WEIGHT;

import io.tributary.model.OptimizerSpec;

/**
 * AdaGrad (Duchi et al., JMLR 2011), diagonal: {@code n' = n + g^2}, {@code w' = w - alpha * g /
 * (epsilon + sqrt(n'))}.
 */
final class AdaGradOptimizer extends Optimizer {
  private final double alpha;
  private final double epsilon;

  AdaGradOptimizer(OptimizerSpec.AdaGrad spec) {
    this.alpha = spec.alpha();
    this.epsilon = spec.epsilon();
  }

  @Override
  int lanes() {
    return 2;
  }

  @Override
  double margin(float[] lanes, int[] indices, float[] values, int size) {
    double margin = 0;
    for (int i = 0; i < size; i++) {
      margin += (double) lanes[2 * indices[i] + WEIGHT] * values[i];
    }
    return margin;
  }

  @Override
  void step(float[] lanes, int[] indices, float[] values, int size, double gradientOfMargin) {
    double step = alpha * gradientOfMargin;
    for (int i = 0; i < size; i++) {
      int at = 2 * indices[i];
      float value = values[i];
      float before = lanes[at + MASS];
      float mass = grown(Math.abs(before), gradientOfMargin * value);
      lanes[at + MASS] = marked(mass, before);
      lanes[at + WEIGHT] = bounded(lanes[at + WEIGHT] - step * value / (epsilon + Math.sqrt(mass)));
    }
  }

  @Override
  void stepOne(float[] lanes, int at, double gradient) {
    float before = lanes[at + MASS];
    float mass = grown(Math.abs(before), gradient);
    lanes[at + MASS] = marked(mass, before);
    lanes[at + WEIGHT] =
        bounded(lanes[at + WEIGHT] - alpha * gradient / (epsilon + Math.sqrt(mass)));
  }
}
