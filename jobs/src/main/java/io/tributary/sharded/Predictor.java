package io.tributary.sharded;

import io.tributary.learner.ExampleCounter;
import io.tributary.learner.HeadStep;
import io.tributary.learner.WindowedMetrics;
import io.tributary.sharded.CombinerMessage.Labels;
import org.jspecify.annotations.Nullable;

/** Predicts the examples of a mini-batch from their sums, and says how far off it was. */
final class Predictor {
  private final HeadStep step;
  private final @Nullable DenseReplica dense;
  private final ExampleCounter counter;
  private final double[] sums;

  /**
   * Creates a predictor.
   *
   * @param dense learns the dense table, and takes the step itself; null when there is none
   */
  Predictor(HeadStep step, @Nullable DenseReplica dense, ExampleCounter counter) {
    this.step = step;
    this.dense = dense;
    this.counter = counter;
    sums = new double[step.sums()];
  }

  /** Answers a batch that is complete. */
  Errors answer(PendingBatch batch, Labels labels, WindowedMetrics metrics) {
    int examples = labels.labels().length;
    int each = sums.length;
    double[] all = new double[examples * each];
    batch.addUp(each, all);
    float[] errors = new float[all.length];
    float[] dampings = new float[examples];
    for (int i = 0; i < examples; i++) {
      System.arraycopy(all, i * each, sums, 0, each);
      float label = labels.labels()[i];
      float weight = labels.weights().length == 0 ? 1 : labels.weights()[i];
      HeadStep learned = learn(label, weight, labels);
      counter.add(metrics, label, learned.margins(), weight);
      double[] slopes = learned.slopes();
      for (int sum = 0; sum < each; sum++) {
        errors[i * each + sum] = (float) slopes[sum];
      }
      dampings[i] = (float) learned.damping();
    }
    return new Errors(
        new Errors.Header(labels.epoch(), labels.source(), labels.round(), 0, labels.last()),
        examples,
        errors,
        dampings,
        labels.newestEventTime(),
        labels.oldestSentTime());
  }

  private HeadStep learn(float label, float weight, Labels labels) {
    if (dense != null) {
      return dense.learn(sums, label, weight, labels.newestEventTime(), labels.oldestSentTime());
    }
    step.predict(sums);
    step.learn(label, weight);
    return step;
  }
}
