package io.tributary.learner;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of how well a model predicts, and the names it goes by. */
public enum Metric {
  /** Mean negative log likelihood of the label, in nats. */
  LOG_LOSS("logLoss", "log-loss", ProgressiveMetrics::logLoss),
  /** Mean hinge loss. */
  HINGE("hinge", "hinge", ProgressiveMetrics::hinge),
  /** Mean pinball loss of the predicted quantile. */
  PINBALL("pinball", "pinball", ProgressiveMetrics::pinball),
  /** Mean Poisson deviance. */
  DEVIANCE("deviance", "deviance", ProgressiveMetrics::deviance),
  /** Area under the curve of true and false positives. */
  AUC("auc", "auc", ProgressiveMetrics::auc),
  /** Share of examples whose class was predicted. */
  ACCURACY("accuracy", "accuracy", ProgressiveMetrics::accuracy),
  /** What the accuracy would be if the class of the example before were predicted. */
  LAST_CLASS_ACCURACY("lastClassAccuracy", "last-class", ProgressiveMetrics::lastClassAccuracy),
  /** Mean over the classes of their F1. */
  MACRO_F1("macroF1", "macro F1", ProgressiveMetrics::macroF1),
  /** Root of the mean squared error. */
  RMSE("rmse", "rmse", ProgressiveMetrics::rmse),
  /** Mean absolute error. */
  MAE("mae", "mae", ProgressiveMetrics::mae),
  /** Sum of predictions by sum of labels. */
  CALIBRATION("calibration", "calibration", ProgressiveMetrics::calibration);

  private final String jsonName;
  private final String title;
  private final ToDoubleFunction<ProgressiveMetrics> figure;

  Metric(String jsonName, String title, ToDoubleFunction<ProgressiveMetrics> figure) {
    this.jsonName = jsonName;
    this.title = title;
    this.figure = figure;
  }

  /** Returns its name in JSON, like {@code logLoss}. */
  public String jsonName() {
    return jsonName;
  }

  /** Returns its name in JSON of the recent examples alone, like {@code windowLogLoss}. */
  public String windowName() {
    return "window" + jsonName.substring(0, 1).toUpperCase(Locale.ROOT) + jsonName.substring(1);
  }

  /** Returns its name for people, like {@code log-loss}. */
  public String title() {
    return title;
  }

  /** Returns the figure, NaN when it is not kept or when there are no examples. */
  public double of(ProgressiveMetrics metrics) {
    return figure.applyAsDouble(metrics);
  }
}
