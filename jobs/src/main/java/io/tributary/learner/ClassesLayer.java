package io.tributary.learner;

import io.tributary.example.FeatureVector;
import io.tributary.model.OptimizerSpec;

/** A weight for each coordinate and output, each with an optimizer of its own; sums are margins. */
final class ClassesLayer implements SparseLayer {
  private final Optimizer optimizer;
  private final int outputs;
  private final int each;

  ClassesLayer(OptimizerSpec spec, int outputs) {
    optimizer = Optimizer.of(spec);
    each = optimizer.lanes();
    this.outputs = outputs;
  }

  @Override
  public int width() {
    return outputs * each;
  }

  @Override
  public int sums() {
    return outputs;
  }

  @Override
  public void forward(float[] lanes, int[] rows, FeatureVector features, double[] sums) {
    for (int i = 0; i < features.size(); i++) {
      int at = rows[i] * width();
      double x = features.values()[i];
      for (int output = 0; output < outputs; output++) {
        sums[output] += optimizer.weight(lanes, at) * x;
        at += each;
      }
    }
  }

  @Override
  public void step(float[] lanes, int[] rows, FeatureVector features, double[] slopes) {
    for (int i = 0; i < features.size(); i++) {
      int at = rows[i] * width();
      float x = features.values()[i];
      for (int output = 0; output < outputs; output++) {
        optimizer.stepOne(lanes, at, slopes[output] * x);
        at += each;
      }
    }
  }
}
