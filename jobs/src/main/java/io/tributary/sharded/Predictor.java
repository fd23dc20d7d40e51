package io.tributary.sharded;

import io.tributary.learner.ExampleCounter;
import io.tributary.learner.Head;
import io.tributary.learner.Objective;
import io.tributary.learner.WindowedMetrics;
import io.tributary.sharded.CombinerMessage.Labels;
import java.util.Arrays;

/** Predicts the examples of a mini-batch from their sums, and says how far off it was. */
final class Predictor {
  private final Head head;
  private final Objective objective;
  private final ExampleCounter counter;
  private final double[] sums;
  private final double[] margins;
  private final double[] gradients;
  private final double[] slopes;
  private double damping;

  Predictor(Head head, Objective objective, ExampleCounter counter) {
    this.head = head;
    this.objective = objective;
    this.counter = counter;
    sums = new double[head.sums()];
    margins = new double[head.outputs()];
    gradients = new double[head.outputs()];
    slopes = new double[head.sums()];
  }

  /** Answers a batch that is complete. */
  Errors answer(PendingBatch batch, Labels labels, WindowedMetrics metrics) {
    int examples = labels.labels().length;
    int each = head.sums();
    double[] all = new double[examples * each];
    batch.addUp(each, all);
    float[] errors = new float[all.length];
    float[] dampings = new float[examples];
    for (int i = 0; i < examples; i++) {
      System.arraycopy(all, i * each, sums, 0, each);
      float weight = labels.weights().length == 0 ? 1 : labels.weights()[i];
      learn(labels.labels()[i], weight, metrics);
      for (int sum = 0; sum < each; sum++) {
        errors[i * each + sum] = (float) slopes[sum];
      }
      dampings[i] = (float) damping;
    }
    return new Errors(
        new Errors.Header(labels.epoch(), labels.source(), labels.round(), 0, labels.last()),
        examples,
        errors,
        dampings,
        labels.newestEventTime(),
        labels.oldestSentTime());
  }

  private void learn(double label, double weight, WindowedMetrics metrics) {
    head.margins(sums, margins);
    counter.add(metrics, label, margins, weight);
    objective.gradient(margins, label, gradients);
    double curvature = objective.curvature(margins, label) * weight;
    double squares = 0;
    for (int output = 0; output < gradients.length; output++) {
      gradients[output] *= weight;
      squares += gradients[output] * gradients[output];
    }
    damping = curvature / squares;
    if (!Float.isFinite((float) damping)) {
      damping = 0;
    }
    if (areFinite(margins) && areFinite(gradients)) {
      head.slopes(sums, gradients, slopes);
      if (areFinite(slopes)) {
        return;
      }
    }
    Arrays.fill(slopes, 0);
  }

  // Also as floats, which is what shards are told.
  private static boolean areFinite(double[] numbers) {
    for (double number : numbers) {
      if (!Float.isFinite((float) number)) {
        return false;
      }
    }
    return true;
  }
}
