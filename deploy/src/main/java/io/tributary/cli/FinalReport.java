package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.learner.Metric;
import io.tributary.learner.MetricsKind;
import io.tributary.session.TrainingReport;
import io.tributary.sharded.TableCounts;
import java.util.ArrayList;
import java.util.List;

/** Shows how training ended. Figures that are not known are NaN. */
record FinalReport(TrainingReport report) {
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", true);
    json.put("examples", report.examples());
    json.put("merged", report.merged());
    json.put("rejected", report.input().rejected());
    InputText.put(report.input(), json);
    for (Metric metric : Metric.values()) {
      Figures.put(json, metric.jsonName(), report.metrics().get(metric));
    }
    Figures.put(json, report.metrics().kind().headline().windowName(), report.metrics().window());
    json.put("replicas", report.replicas());
    if (Double.isFinite(report.updatedPerExample())) {
      json.put("updatedPerExample", report.updatedPerExample());
    }
    TableCounts table = report.table();
    if (table != null) {
      TableFigures.put(json, table);
    }
    Figures.put(json, "seconds", report.seconds());
    Figures.put(json, "examplesPerSecond", report.examplesPerSecond());
    Figures.put(json, "freshnessMsP50", report.freshnessMsP50());
    Figures.put(json, "freshnessMsP99", report.freshnessMsP99());
    json.put("modelVersion", report.modelVersion());
    json.put("checksum", report.checksum());
    json.put("store", report.store().toString());
    return json;
  }

  /** Returns the lines of a table for people; figures that are not known are left out. */
  List<String> table() {
    List<String> rows = new ArrayList<>();
    row(rows, "examples", Figures.count(report.examples()), true);
    row(rows, "merged", Figures.count(report.merged()), true);
    row(rows, "rejected", Figures.count(report.input().rejected()), true);
    InputText.rows(report.input())
        .forEach(reason -> row(rows, reason.name(), reason.value(), true));
    metrics(rows);
    row(rows, "replicas", Figures.count(report.replicas()), true);
    row(
        rows,
        "updates/example",
        Figures.metric(report.updatedPerExample(), 1) + " coordinates",
        Double.isFinite(report.updatedPerExample()));
    TableCounts table = report.table();
    if (table != null) {
      row(rows, "features", Figures.count(table.rows()), true);
      row(rows, "admitted", Figures.count(table.admitted()), true);
      row(rows, "expired", Figures.count(table.expired()), true);
      row(rows, "refused", Figures.count(table.refused()), true);
    }
    row(rows, "seconds", Figures.metric(report.seconds(), 1), true);
    double rate = report.examplesPerSecond();
    row(rows, "examples/s", Figures.count(Math.round(rate)), Double.isFinite(rate));
    row(
        rows,
        "sent to servable",
        "median "
            + Figures.millis(report.freshnessMsP50())
            + ", p99 "
            + Figures.millis(report.freshnessMsP99()),
        Double.isFinite(report.freshnessMsP50()));
    row(rows, "model version", Figures.count(report.modelVersion()), true);
    row(rows, "model checksum", report.checksum(), true);
    row(rows, "store", report.store().toString(), true);
    return rows;
  }

  private void metrics(List<String> rows) {
    MetricsKind kind = report.metrics().kind();
    for (Metric metric : kind.shown()) {
      metric(rows, metric.title(), report.metrics().get(metric));
      if (metric == kind.headline()) {
        metric(rows, metric.title() + ", lately", report.metrics().window());
      }
    }
  }

  private static void metric(List<String> rows, String name, double value) {
    row(rows, name, Figures.metric(value, 5), Double.isFinite(value));
  }

  private static void row(List<String> rows, String name, String value, boolean isKnown) {
    if (isKnown) {
      rows.add(String.format("  %-18s %s", name, value));
    }
  }
}
