package io.tributary.learner;

import java.util.List;
import java.util.Locale;

/** A figure of how well a model predicts, and the names it goes by. */
public enum Metric {
  /** Mean negative log likelihood of the label, in nats. */
  LOG_LOSS("logLoss", "log-loss"),
  /** Mean hinge loss. */
  HINGE("hinge", "hinge"),
  /** Mean pinball loss of the predicted quantile. */
  PINBALL("pinball", "pinball"),
  /** Mean Poisson deviance. */
  DEVIANCE("deviance", "deviance"),
  /** Area under the curve of true and false positives. */
  AUC("auc", "auc"),
  /** Share of examples whose class was predicted. */
  ACCURACY("accuracy", "accuracy"),
  /** What the accuracy would be if the class of the example before were predicted. */
  LAST_CLASS_ACCURACY("lastClassAccuracy", "last-class"),
  /** Mean over the classes of their F1. */
  MACRO_F1("macroF1", "macro F1"),
  /** Root of the mean squared error. */
  RMSE("rmse", "rmse"),
  /** Mean absolute error. */
  MAE("mae", "mae"),
  /** Sum of predictions by sum of labels. */
  CALIBRATION("calibration", "calibration");

  private static final List<Metric> WINDOW =
      List.of(LOG_LOSS, HINGE, PINBALL, DEVIANCE, AUC, ACCURACY, RMSE);

  private final String jsonName;
  private final String title;

  Metric(String jsonName, String title) {
    this.jsonName = jsonName;
    this.title = title;
  }

  /**
   * Returns those that are also told of the recent examples alone: what models are compared by, and
   * what people ask for first.
   */
  public static List<Metric> ofWindow() {
    return WINDOW;
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
    return switch (this) {
      case LOG_LOSS -> metrics.logLoss();
      case HINGE -> metrics.hinge();
      case PINBALL -> metrics.pinball();
      case DEVIANCE -> metrics.deviance();
      case AUC -> metrics.auc();
      case ACCURACY -> metrics.accuracy();
      case LAST_CLASS_ACCURACY -> metrics.lastClassAccuracy();
      case MACRO_F1 -> metrics.macroF1();
      case RMSE -> metrics.rmse();
      case MAE -> metrics.mae();
      case CALIBRATION -> metrics.calibration();
    };
  }
}
