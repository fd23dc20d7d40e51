package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.learner.Metric;
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
        + "  "
        + now.kind().headline().title()
        + " "
        + Figures.metric(now.loss(), 4)
        + " (lately "
        + Figures.metric(now.windowLoss(), 4)
        + ")"
        + beside()
        + "  version "
        + Figures.count(now.version())
        + (Double.isFinite(now.freshnessMillis())
            ? "  fresh in " + Figures.millis(now.freshnessMillis())
            : "");
  }

  private String beside() {
    return "  " + now.kind().beside().title() + " " + Figures.metric(now.beside(), 4);
  }

  @Override
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", false);
    json.put("examples", now.examples());
    json.put("merged", now.merged());
    json.put("rejected", now.rejected());
    Figures.put(json, "examplesPerSecond", now.perSecond());
    Metric headline = now.kind().headline();
    Figures.put(json, headline.jsonName(), now.loss());
    Figures.put(json, headline.windowName(), now.windowLoss());
    Figures.put(json, now.kind().beside().jsonName(), now.beside());
    json.put("modelVersion", now.version());
    Figures.put(json, "freshnessMsP50", now.freshnessMillis());
    Figures.put(json, "seconds", now.seconds());
    return json;
  }
}
