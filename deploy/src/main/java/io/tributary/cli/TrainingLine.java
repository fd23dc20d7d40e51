package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.session.TrainingProgress;

/** Shows how far training is. */
record TrainingLine(TrainingProgress now) implements ProgressPrinter.Progress {
  @Override
  public String line() {
    String all = Figures.count(now.examples(), "example");
    if (now.rejected() > 0) {
      all += " (" + Figures.count(now.rejected()) + " rejected)";
    }
    if (now.examples() == 0) {
      return all;
    }
    return all
        + (Double.isFinite(now.perSecond())
            ? "  " + Figures.count(Math.round(now.perSecond())) + "/s"
            : "")
        + (now.squared() ? "  rmse " : "  log-loss ")
        + Figures.metric(now.loss(), 4)
        + " (lately "
        + Figures.metric(now.windowLoss(), 4)
        + ")"
        + (now.squared() ? "" : "  auc " + Figures.metric(now.auc(), 4))
        + "  version "
        + Figures.count(now.version())
        + (Double.isFinite(now.freshnessMillis())
            ? "  fresh in " + Figures.millis(now.freshnessMillis())
            : "");
  }

  @Override
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", false);
    json.put("examples", now.examples());
    json.put("merged", now.merged());
    json.put("rejected", now.rejected());
    Figures.put(json, "examplesPerSecond", now.perSecond());
    Figures.put(json, now.squared() ? "rmse" : "logLoss", now.loss());
    Figures.put(json, now.squared() ? "windowRmse" : "windowLogLoss", now.windowLoss());
    Figures.put(json, "auc", now.auc());
    json.put("modelVersion", now.version());
    Figures.put(json, "freshnessMsP50", now.freshnessMillis());
    Figures.put(json, "seconds", now.seconds());
    return json;
  }
}
