package io.tributary.learner;

import io.tributary.example.FeatureVector;
import io.tributary.model.OptimizerSpec;

/** A weight for each coordinate; the sum is the margin. */
final class LinearLayer implements SparseLayer {
  private final Optimizer optimizer;

  LinearLayer(OptimizerSpec spec) {
    optimizer = Optimizer.of(spec);
  }

  @Override
  public int width() {
    return optimizer.lanes();
  }

  @Override
  public int sums() {
    return 1;
  }

  @Override
  public void forward(float[] lanes, int[] rows, FeatureVector features, double[] sums) {
    sums[0] += optimizer.margin(lanes, rows, features.values(), features.size());
  }

  @Override
  public void step(float[] lanes, int[] rows, FeatureVector features, double[] slopes) {
    if (slopes[0] != 0) {
      optimizer.step(lanes, rows, features.values(), features.size(), slopes[0]);
    }
  }
}
