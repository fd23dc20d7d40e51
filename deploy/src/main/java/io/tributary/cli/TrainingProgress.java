package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How far training is.
 *
 * @param examples examples learned
 * @param merged examples that the served model holds
 * @param rejected records that could not be used
 * @param perSecond examples a second of late
 * @param squared true when the loss is squared error rather than log-loss
 * @param loss mean loss of all examples, as named by {@code squared}: RMSE or log-loss
 * @param windowLoss the same of the last examples
 * @param auc area under the curve, NaN when it is not known
 * @param version oldest version of the served blocks
 * @param freshnessMillis median time from sending to serving of late, NaN when it is not known
 * @param seconds since training began
 */
record TrainingProgress(
    long examples,
    long merged,
    long rejected,
    double perSecond,
    boolean squared,
    double loss,
    double windowLoss,
    double auc,
    long version,
    double freshnessMillis,
    double seconds)
    implements ProgressPrinter.Progress {
  @Override
  public String line() {
    String all = Figures.count(examples, "example");
    if (rejected > 0) {
      all += " (" + Figures.count(rejected) + " rejected)";
    }
    if (examples == 0) {
      return all;
    }
    return all
        + (Double.isFinite(perSecond) ? "  " + Figures.count(Math.round(perSecond)) + "/s" : "")
        + (squared ? "  rmse " : "  log-loss ")
        + Figures.metric(loss, 4)
        + " (lately "
        + Figures.metric(windowLoss, 4)
        + ")"
        + (squared ? "" : "  auc " + Figures.metric(auc, 4))
        + "  version "
        + Figures.count(version)
        + (Double.isFinite(freshnessMillis) ? "  fresh in " + Figures.millis(freshnessMillis) : "");
  }

  @Override
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", false);
    json.put("examples", examples);
    json.put("merged", merged);
    json.put("rejected", rejected);
    Figures.put(json, "examplesPerSecond", perSecond);
    Figures.put(json, squared ? "rmse" : "logLoss", loss);
    Figures.put(json, squared ? "windowRmse" : "windowLogLoss", windowLoss);
    Figures.put(json, "auc", auc);
    json.put("modelVersion", version);
    Figures.put(json, "freshnessMsP50", freshnessMillis);
    Figures.put(json, "seconds", seconds);
    return json;
  }
}
