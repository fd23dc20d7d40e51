package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.learner.Metric;
import io.tributary.session.TrainingSample;
import io.tributary.session.TrainingSample.Table;

/** Shows a sample of training in memory. */
record SampleLine(TrainingSample sample) implements ProgressPrinter.Progress {
  private static final double MB = 1e6;

  @Override
  public String line() {
    Table table = sample.table();
    return Figures.count(sample.examples(), "example")
        + "  "
        + sample.kind().headline().title()
        + " "
        + Figures.metric(sample.loss(), 5)
        + " (since the last "
        + Figures.metric(sample.sinceLast(), 5)
        + ")"
        + (table == null ? "" : text(table));
  }

  private static String text(Table table) {
    return "  "
        + Figures.count(table.counts().rows(), "feature")
        + " in "
        + Figures.metric(table.counts().bytes() / MB, 1)
        + " MB, "
        + Figures.count(table.storeRows())
        + " in a store of "
        + Figures.metric(table.storeBytes() / MB, 1)
        + " MB";
  }

  @Override
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", false);
    json.put("examples", sample.examples());
    Metric headline = sample.kind().headline();
    Figures.put(json, headline.jsonName(), sample.loss());
    Figures.put(json, "sinceLast", sample.sinceLast());
    json.put("modelVersion", sample.version());
    Table table = sample.table();
    if (table != null) {
      TableFigures.put(json, table.counts());
      json.put("storeRows", table.storeRows());
      json.put("storeBytes", table.storeBytes());
    }
    json.put("seconds", sample.seconds());
    return json;
  }
}
