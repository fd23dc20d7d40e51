package io.tributary.learner;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which metrics tell how well a model predicts. A loss has one kind, and so has whatever counts the
 * predictions of a model that makes it small.
 */
public enum MetricsKind {
  /** Probabilities of a label that is 0 or 1. */
  BINARY,
  /** Means of a number. */
  REAL,
  /** Margins whose sign says whether a label is 0 or 1. */
  HINGE,
  /** Quantiles of a number. */
  QUANTILE,
  /** Means of a count. */
  COUNT,
  /** Probabilities of several classes. */
  CLASSES;

  /**
   * Returns the kind of a loss.
   *
   * @param loss its name, as {@link Losses#objective} takes it
   * @throws IllegalArgumentException when there is no such loss
   */
  public static MetricsKind ofLoss(String loss) {
    return loss.equals(Losses.SOFTMAX) ? CLASSES : Losses.named(loss).metrics();
  }

  /**
   * Returns the kind of a model of which only the figures are known, or nothing when they are of no
   * kind.
   *
   * @param known says of each metric whether it has a figure
   */
  public static Optional<MetricsKind> ofFigures(Predicate<Metric> known) {
    // Binary metrics have errors, too, and classes have no curve: each kind is asked in turn.
    return Stream.of(BINARY, CLASSES, HINGE, QUANTILE, COUNT, REAL)
        .filter(kind -> known.test(kind.headline()))
        .filter(kind -> kind != BINARY || !known.test(Metric.MACRO_F1))
        .findFirst();
  }

  /** Returns the metrics that people are shown, the most telling one first. */
  public List<Metric> shown() {
    return switch (this) {
      case BINARY -> List.of(Metric.LOG_LOSS, Metric.AUC, Metric.ACCURACY, Metric.CALIBRATION);
      case REAL -> List.of(Metric.RMSE, Metric.MAE);
      case HINGE -> List.of(Metric.HINGE, Metric.AUC, Metric.ACCURACY);
      case QUANTILE -> List.of(Metric.PINBALL, Metric.MAE, Metric.RMSE);
      case COUNT -> List.of(Metric.DEVIANCE, Metric.RMSE, Metric.MAE, Metric.CALIBRATION);
      case CLASSES ->
          List.of(Metric.LOG_LOSS, Metric.ACCURACY, Metric.LAST_CLASS_ACCURACY, Metric.MACRO_F1);
    };
  }

  /** Returns the metric to show beside the headline where there is little room. */
  public Metric beside() {
    return shown().get(1);
  }

  /** Returns the metric to compare models by, which is better when it is smaller. */
  public Metric headline() {
    return shown().get(0);
  }
}
