package io.tributary.learner;

import io.tributary.model.Link;
import org.jspecify.annotations.Nullable;

/**
 * How well examples were predicted before they were learned (progressive validation; Blum, Kalai
 * and Langford, COLT 1999). Adding, merging and subtracting in any order gives identical results.
 *
 * <p>Means and sums are weighted by the examples' weights; {@link #accuracy}, {@link #macroF1} and
 * {@link #auc} are not. Which metrics are kept depends on the loss that the model makes small, see
 * {@link MetricsKind}; those of a binary label also have the errors of the probability. A metric
 * that is not kept or has no examples is NaN. One instance is used with one loss. Not thread safe.
 */
public final class ProgressiveMetrics {
  /** Bins of the margins' histograms. */
  static final int BINS = 2048;

  /** Margins beyond, either way, fall into the outermost bins. */
  static final double MAX_MARGIN = 12;

  private static final double BINS_PER_MARGIN = BINS / (2 * MAX_MARGIN);
  private static final double MIN_PROBABILITY = 1e-15;
  private static final double MAX_LOG_LOSS = -Math.log(MIN_PROBABILITY);
  private static final Loss POISSON = new PoissonLoss();

  /** What is counted, or null as long as nothing is. */
  @Nullable MetricsKind kind;

  long count;
  long correct;
  final ExactSum weights = new ExactSum();

  /** Of what the kind has: log-losses, hinge losses, pinball losses or deviances. */
  final ExactSum losses = new ExactSum();

  final ExactSum squaredErrors = new ExactSum();
  final ExactSum absoluteErrors = new ExactSum();
  final ExactSum labels = new ExactSum();
  final ExactSum predictions = new ExactSum();
  final long[] positives = new long[BINS];
  final long[] negatives = new long[BINS];
  final ClassCounts classes = new ClassCounts();

  /** Creates metrics of no examples. */
  public ProgressiveMetrics() {}

  /**
   * Counts one example of a model that makes the usual loss of a link small: the logistic, the
   * squared or the Poisson loss. One whose label, margin or weight is not finite is left out:
   * nothing can be learned from it either.
   *
   * @param label what was to be predicted: 0 or 1 with the logistic link
   * @param margin what was predicted
   * @param weight importance, not negative
   * @param link how the margin becomes a prediction
   * @throws IllegalArgumentException when the link has several margins
   */
  public void add(double label, double margin, double weight, Link link) {
    if (link == Link.LOGISTIC) {
      addBinary(label, margin, weight);
    } else if (link == Link.IDENTITY) {
      var unused = addPrediction(label, margin, margin, weight, MetricsKind.REAL);
    } else if (link == Link.EXPONENTIAL) {
      add(label, margin, weight, POISSON);
    } else {
      throw new IllegalArgumentException("link has several margins: link=" + link);
    }
  }

  private void addBinary(double label, double margin, double weight) {
    double probability = Link.LOGISTIC.predict(margin);
    if (addPrediction(label, margin, probability, weight, MetricsKind.BINARY)) {
      boolean positive = label > 0.5;
      double clipped = Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, probability));
      losses.add(-weight * Math.log(positive ? clipped : 1 - clipped));
      addRanked(positive, probability >= 0.5, margin);
    }
  }

  /**
   * Counts one example of a model that makes a loss small, as the other method does.
   *
   * @param label one that the loss allows
   */
  public void add(double label, double margin, double weight, Loss loss) {
    MetricsKind of = loss.metrics();
    switch (of) {
      case HINGE -> addHinge(label, margin, weight, loss);
      case QUANTILE, COUNT -> {
        if (addPrediction(label, margin, loss.link().predict(margin), weight, of)) {
          losses.add(weight * loss.loss(margin, label));
        }
      }
      default -> add(label, margin, weight, loss.link());
    }
  }

  /** Returns false when the example is left out. */
  private boolean addPrediction(
      double label, double margin, double prediction, double weight, MetricsKind of) {
    double error = prediction - label;
    double squared = weight * error * error;
    if (!Double.isFinite(squared) || !Double.isFinite(margin)) {
      return false;
    }
    if (kind != of) { // A collector makes writing a reference dearer than comparing it.
      kind = of;
    }
    count++;
    weights.add(weight);
    squaredErrors.add(squared);
    absoluteErrors.add(weight * Math.abs(error));
    labels.add(weight * label);
    predictions.add(weight * prediction);
    return true;
  }

  private void addRanked(boolean positive, boolean predicted, double margin) {
    if (positive == predicted) {
      correct++;
    }
    int bin = (int) ((margin + MAX_MARGIN) * BINS_PER_MARGIN);
    (positive ? positives : negatives)[Math.max(0, Math.min(BINS - 1, bin))]++;
  }

  private void addHinge(double label, double margin, double weight, Loss loss) {
    double cost = weight * loss.loss(margin, label);
    if (!Double.isFinite(cost) || !Double.isFinite(margin) || !Double.isFinite(label)) {
      return;
    }
    kind = MetricsKind.HINGE;
    count++;
    weights.add(weight);
    losses.add(cost);
    labels.add(weight * label);
    addRanked(label > 0.5, margin >= 0, margin);
  }

  /**
   * Counts one example of a model with a margin for each class. One with a margin or a weight that
   * is not finite, or of no such class, is left out.
   *
   * @param label index of the class
   * @param margins what was predicted of each class
   * @param weight importance, not negative
   */
  public void add(int label, double[] margins, double weight) {
    add(label, margins, weight, -1);
  }

  /**
   * Counts one example, whose forerunner's class is known.
   *
   * @param before class of the example before, or -1 when there is none
   */
  void add(int label, double[] margins, double weight, int before) {
    if (label < 0 || label >= margins.length || !Double.isFinite(weight) || !finite(margins)) {
      return;
    }
    int prediction = SoftmaxObjective.likeliest(margins, margins.length);
    double cost = SoftmaxObjective.loss(margins, margins.length, label);
    kind = MetricsKind.CLASSES;
    count++;
    weights.add(weight);
    losses.add(weight * Math.min(MAX_LOG_LOSS, cost));
    correct += prediction == label ? 1 : 0;
    classes.add(label, prediction, margins.length);
    classes.lastCorrect += before == label ? 1 : 0;
  }

  private static boolean finite(double[] margins) {
    for (double margin : margins) {
      if (!Double.isFinite(margin)) {
        return false;
      }
    }
    return true;
  }

  /** Adds all that another instance has counted. */
  public void merge(ProgressiveMetrics other) {
    kind = other.kind == null ? kind : other.kind;
    count += other.count;
    correct += other.correct;
    weights.merge(other.weights);
    losses.merge(other.losses);
    squaredErrors.merge(other.squaredErrors);
    absoluteErrors.merge(other.absoluteErrors);
    labels.merge(other.labels);
    predictions.merge(other.predictions);
    for (int bin = 0; bin < BINS; bin++) {
      positives[bin] += other.positives[bin];
      negatives[bin] += other.negatives[bin];
    }
    classes.merge(other.classes);
  }

  /** Takes away what another instance has counted, all of which this one must have counted. */
  public void subtract(ProgressiveMetrics other) {
    count -= other.count;
    correct -= other.correct;
    weights.subtract(other.weights);
    losses.subtract(other.losses);
    squaredErrors.subtract(other.squaredErrors);
    absoluteErrors.subtract(other.absoluteErrors);
    labels.subtract(other.labels);
    predictions.subtract(other.predictions);
    for (int bin = 0; bin < BINS; bin++) {
      positives[bin] -= other.positives[bin];
      negatives[bin] -= other.negatives[bin];
    }
    classes.subtract(other.classes);
    if (count == 0) {
      // What has counted nothing is equal, whatever it had counted.
      kind = null;
      classes.clear();
    }
  }

  /** Becomes equal to another instance. */
  void set(ProgressiveMetrics other) {
    kind = other.kind;
    count = other.count;
    correct = other.correct;
    weights.set(other.weights);
    losses.set(other.losses);
    squaredErrors.set(other.squaredErrors);
    absoluteErrors.set(other.absoluteErrors);
    labels.set(other.labels);
    predictions.set(other.predictions);
    System.arraycopy(other.positives, 0, positives, 0, BINS);
    System.arraycopy(other.negatives, 0, negatives, 0, BINS);
    classes.set(other.classes);
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
    return isOf(MetricsKind.BINARY) || isOf(MetricsKind.CLASSES) ? mean(losses) : Double.NaN;
  }

  /** Returns the mean hinge loss. */
  public double hinge() {
    return isOf(MetricsKind.HINGE) ? mean(losses) : Double.NaN;
  }

  /** Returns the mean pinball loss of the predicted quantile. */
  public double pinball() {
    return isOf(MetricsKind.QUANTILE) ? mean(losses) : Double.NaN;
  }

  /** Returns the mean Poisson deviance, which is twice the loss. */
  public double deviance() {
    return isOf(MetricsKind.COUNT) ? 2 * mean(losses) : Double.NaN;
  }

  /** Returns the root of the mean squared error; of a probability, the root of the Brier score. */
  public double rmse() {
    return hasErrors() ? Math.sqrt(mean(squaredErrors)) : Double.NaN;
  }

  /** Returns the mean absolute error. */
  public double mae() {
    return hasErrors() ? mean(absoluteErrors) : Double.NaN;
  }

  /** Returns the share of examples whose label is the likelier one; 1 is where p is 0.5. */
  public double accuracy() {
    boolean isKept = isOf(MetricsKind.BINARY) || isOf(MetricsKind.HINGE);
    return isKept || isOf(MetricsKind.CLASSES) ? (double) correct / count : Double.NaN;
  }

  /**
   * Returns the share of examples whose class is that of the example before, in the same replica:
   * what a model's accuracy has to beat.
   */
  public double lastClassAccuracy() {
    return isOf(MetricsKind.CLASSES) ? (double) classes.lastCorrect / count : Double.NaN;
  }

  /**
   * Returns the mean of F1, the harmonic mean of precision and recall, over all classes that were
   * there or were predicted.
   */
  public double macroF1() {
    return isOf(MetricsKind.CLASSES) ? classes.macroF1() : Double.NaN;
  }

  /** Returns the mean label. */
  public double meanLabel() {
    return isOf(MetricsKind.CLASSES) ? Double.NaN : mean(labels);
  }

  /** Returns the mean prediction. */
  public double meanPrediction() {
    return hasErrors() ? mean(predictions) : Double.NaN;
  }

  /** Returns sum of predictions by sum of labels, 1 when right on average; NaN without labels. */
  public double calibration() {
    double sum = labels.toDouble();
    return sum == 0 || !hasErrors() ? Double.NaN : predictions.toDouble() / sum;
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

  private boolean isOf(MetricsKind one) {
    return kind == one;
  }

  /** Of margins and of classes, differences from the label mean nothing. */
  private boolean hasErrors() {
    return kind != MetricsKind.HINGE && kind != MetricsKind.CLASSES;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("ProgressiveMetrics[count=").append(count);
    if (kind != null) {
      for (Metric metric : kind.shown()) {
        text.append(' ').append(metric.jsonName()).append('=').append(metric.of(this));
      }
    }
    return text.append(']').toString();
  }
}
