package io.tributary.learner;

import java.util.List;

/**
 * Which metrics tell how well a model predicts. A loss has one kind, and so has whatever counts the
 * predictions of a model that makes it small.
 */
public enum MetricsKind {
  /** Probabilities of a label that is 0 or 1. */
  BINARY(Metric.LOG_LOSS, Metric.AUC, Metric.ACCURACY, Metric.CALIBRATION),
  /** Means of a number. */
  REAL(Metric.RMSE, Metric.MAE),
  /** Margins whose sign says whether a label is 0 or 1. */
  HINGE(Metric.HINGE, Metric.AUC, Metric.ACCURACY),
  /** Quantiles of a number. */
  QUANTILE(Metric.PINBALL, Metric.MAE, Metric.RMSE),
  /** Means of a count. */
  COUNT(Metric.DEVIANCE, Metric.RMSE, Metric.MAE, Metric.CALIBRATION),
  /** Probabilities of several classes. */
  CLASSES(Metric.LOG_LOSS, Metric.ACCURACY, Metric.LAST_CLASS_ACCURACY, Metric.MACRO_F1);

  private final List<Metric> shown;

  MetricsKind(Metric... shown) {
    this.shown = List.of(shown);
  }

  /**
   * Returns the kind of a loss.
   *
   * @param loss its name, as {@link Losses#objective} takes it
   * @throws IllegalArgumentException when there is no such loss
   */
  public static MetricsKind ofLoss(String loss) {
    return loss.equals(Losses.SOFTMAX) ? CLASSES : Losses.named(loss).metrics();
  }

  /** Returns the metrics that people are shown, the most telling one first. */
  public List<Metric> shown() {
    return shown;
  }

  /** Returns the metric to compare models by, which is better when it is smaller. */
  public Metric headline() {
    return shown.get(0);
  }
}
