package io.tributary.learner;

import io.tributary.model.Link;

/**
 * How well examples were predicted before they were learned (progressive validation; Blum, Kalai
 * and Langford, COLT 1999). Adding, merging and subtracting in any order gives identical results.
 *
 * <p>Means and sums are weighted by the examples' weights; {@link #accuracy} and {@link #auc} are
 * not. With {@link Link#LOGISTIC} labels are 0 or 1, errors are those of the probability, and all
 * metrics are kept. With {@link Link#IDENTITY} log-loss, accuracy and AUC are not kept. A metric
 * that is not kept or has no examples is NaN. One instance is used with one link. Not thread safe.
 */
public final class ProgressiveMetrics {
  /** Bins of the margins' histograms. */
  static final int BINS = 2048;

  /** Margins beyond, either way, fall into the outermost bins. */
  static final double MAX_MARGIN = 12;

  private static final double BINS_PER_MARGIN = BINS / (2 * MAX_MARGIN);
  private static final double MIN_PROBABILITY = 1e-15;

  long count;
  long correct;
  final ExactSum weights = new ExactSum();
  final ExactSum logLosses = new ExactSum();
  final ExactSum squaredErrors = new ExactSum();
  final ExactSum absoluteErrors = new ExactSum();
  final ExactSum labels = new ExactSum();
  final ExactSum predictions = new ExactSum();
  final long[] positives = new long[BINS];
  final long[] negatives = new long[BINS];

  /** Creates metrics of no examples. */
  public ProgressiveMetrics() {}

  /**
   * Counts one example. One whose label, margin or weight is not finite is left out: nothing can be
   * learned from it either.
   *
   * @param label what was to be predicted: 0 or 1 with the logistic link
   * @param margin what was predicted
   * @param weight importance, not negative
   * @param link how the margin becomes a prediction
   */
  public void add(double label, double margin, double weight, Link link) {
    double prediction = link.predict(margin);
    double error = prediction - label;
    double squared = weight * error * error;
    if (!Double.isFinite(squared) || !Double.isFinite(margin)) {
      return;
    }
    count++;
    weights.add(weight);
    squaredErrors.add(squared);
    absoluteErrors.add(weight * Math.abs(error));
    labels.add(weight * label);
    predictions.add(weight * prediction);
    if (link == Link.LOGISTIC) {
      addBinary(label > 0.5, margin, prediction, weight);
    }
  }

  private void addBinary(boolean positive, double margin, double probability, double weight) {
    double clipped = Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, probability));
    logLosses.add(-weight * Math.log(positive ? clipped : 1 - clipped));
    if (positive == probability >= 0.5) {
      correct++;
    }
    int bin = (int) ((margin + MAX_MARGIN) * BINS_PER_MARGIN);
    (positive ? positives : negatives)[Math.max(0, Math.min(BINS - 1, bin))]++;
  }

  /** Adds all that another instance has counted. */
  public void merge(ProgressiveMetrics other) {
    count += other.count;
    correct += other.correct;
    weights.merge(other.weights);
    logLosses.merge(other.logLosses);
    squaredErrors.merge(other.squaredErrors);
    absoluteErrors.merge(other.absoluteErrors);
    labels.merge(other.labels);
    predictions.merge(other.predictions);
    for (int bin = 0; bin < BINS; bin++) {
      positives[bin] += other.positives[bin];
      negatives[bin] += other.negatives[bin];
    }
  }

  /** Takes away what another instance has counted, all of which this one must have counted. */
  public void subtract(ProgressiveMetrics other) {
    count -= other.count;
    correct -= other.correct;
    weights.subtract(other.weights);
    logLosses.subtract(other.logLosses);
    squaredErrors.subtract(other.squaredErrors);
    absoluteErrors.subtract(other.absoluteErrors);
    labels.subtract(other.labels);
    predictions.subtract(other.predictions);
    for (int bin = 0; bin < BINS; bin++) {
      positives[bin] -= other.positives[bin];
      negatives[bin] -= other.negatives[bin];
    }
  }

  /** Becomes equal to another instance. */
  void set(ProgressiveMetrics other) {
    count = other.count;
    correct = other.correct;
    weights.set(other.weights);
    logLosses.set(other.logLosses);
    squaredErrors.set(other.squaredErrors);
    absoluteErrors.set(other.absoluteErrors);
    labels.set(other.labels);
    predictions.set(other.predictions);
    System.arraycopy(other.positives, 0, positives, 0, BINS);
    System.arraycopy(other.negatives, 0, negatives, 0, BINS);
  }

  /** Returns an independent instance with the same content. */
  public ProgressiveMetrics copy() {
    ProgressiveMetrics copy = new ProgressiveMetrics();
    copy.set(this);
    return copy;
  }

  /** Returns the number of examples. */
  public long count() {
    return count;
  }

  /** Returns the sum of the examples' weights. */
  public double weight() {
    return weights.toDouble();
  }

  /** Returns the mean negative log likelihood in nats, the probability kept 1e-15 off 0 and 1. */
  public double logLoss() {
    return binaryCount() == 0 ? Double.NaN : mean(logLosses);
  }

  /** Returns the root of the mean squared error; of a probability, the root of the Brier score. */
  public double rmse() {
    return Math.sqrt(mean(squaredErrors));
  }

  /** Returns the mean absolute error. */
  public double mae() {
    return mean(absoluteErrors);
  }

  /** Returns the share of examples whose label is the likelier one; 1 is where p is 0.5. */
  public double accuracy() {
    return (double) correct / binaryCount();
  }

  /** Returns the mean label. */
  public double meanLabel() {
    return mean(labels);
  }

  /** Returns the mean prediction. */
  public double meanPrediction() {
    return mean(predictions);
  }

  /** Returns sum of predictions by sum of labels, 1 when right on average; NaN without labels. */
  public double calibration() {
    double sum = labels.toDouble();
    return sum == 0 ? Double.NaN : predictions.toDouble() / sum;
  }

  /**
   * Returns the probability that a positive example was ranked above a negative one, ties counting
   * half. Margins within the same bin, 0.012 wide, and all beyond 12 either way, are ties: the
   * result is within about 1e-4 of the exact one, or a few times that when margins differ by tenths
   * only.
   */
  public double auc() {
    double above = 0;
    double seenPositives = 0;
    double seenNegatives = 0;
    for (int bin = 0; bin < BINS; bin++) {
      above += positives[bin] * (seenNegatives + 0.5 * negatives[bin]);
      seenPositives += positives[bin];
      seenNegatives += negatives[bin];
    }
    return above / (seenPositives * seenNegatives);
  }

  private double mean(ExactSum sum) {
    double weight = weights.toDouble();
    return weight > 0 ? sum.toDouble() / weight : Double.NaN;
  }

  private long binaryCount() {
    long sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += positives[bin] + negatives[bin];
    }
    return sum;
  }

  @Override
  public String toString() {
    return "ProgressiveMetrics[count=%d logLoss=%.6f auc=%.4f rmse=%.6f]"
        .formatted(count, logLoss(), auc(), rmse());
  }
}
