package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.operations.InputReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command that trained ends with. Figures that are not known are NaN.
 *
 * @param examples records learned as examples
 * @param merged examples that every block of the served model holds
 * @param input records that could not be used, and why
 * @param metrics progressive metrics of all examples
 * @param replicas number of replicas
 * @param updatedPerExample coordinates in merged updates per example, where they were counted
 * @param seconds how long training took, from the job being up to the last example being served
 * @param freshnessMsP50 median time from sending an example to serving what it taught
 * @param freshnessMsP99 99th percentile of the same
 * @param modelVersion oldest version of the served blocks
 * @param checksum digest of the served weights
 * @param store file of the model store
 */
record FinalReport(
    long examples,
    long merged,
    InputReport input,
    Metrics metrics,
    int replicas,
    double updatedPerExample,
    double seconds,
    double freshnessMsP50,
    double freshnessMsP99,
    long modelVersion,
    String checksum,
    Path store) {
  /** Progressive metrics: each example was predicted before it was learned. */
  record Metrics(
      double logLoss,
      double windowLogLoss,
      double auc,
      double rmse,
      double mae,
      double accuracy,
      double calibration) {}

  double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : Double.NaN;
  }

  /** Returns the same report with what another one has found out about the input. */
  FinalReport withInput(InputReport other) {
    return new FinalReport(
        examples,
        merged,
        other,
        metrics,
        replicas,
        updatedPerExample,
        seconds,
        freshnessMsP50,
        freshnessMsP99,
        modelVersion,
        checksum,
        store);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("final", true);
    json.put("examples", examples);
    json.put("merged", merged);
    json.put("rejected", input.rejected());
    InputText.put(input, json);
    Figures.put(json, "logLoss", metrics.logLoss());
    Figures.put(json, "windowLogLoss", metrics.windowLogLoss());
    Figures.put(json, "auc", metrics.auc());
    Figures.put(json, "rmse", metrics.rmse());
    Figures.put(json, "mae", metrics.mae());
    Figures.put(json, "accuracy", metrics.accuracy());
    Figures.put(json, "calibration", metrics.calibration());
    json.put("replicas", replicas);
    if (Double.isFinite(updatedPerExample)) {
      json.put("updatedPerExample", updatedPerExample);
    }
    Figures.put(json, "seconds", seconds);
    Figures.put(json, "examplesPerSecond", examplesPerSecond());
    Figures.put(json, "freshnessMsP50", freshnessMsP50);
    Figures.put(json, "freshnessMsP99", freshnessMsP99);
    json.put("modelVersion", modelVersion);
    json.put("checksum", checksum);
    json.put("store", store.toString());
    return json;
  }

  /** Returns the lines of a table for people; figures that are not known are left out. */
  List<String> table() {
    List<String> rows = new ArrayList<>();
    row(rows, "examples", Figures.count(examples), true);
    row(rows, "merged", Figures.count(merged), true);
    row(rows, "rejected", Figures.count(input.rejected()), true);
    InputText.rows(input).forEach(reason -> row(rows, reason.name(), reason.value(), true));
    if (Double.isFinite(metrics.logLoss())) {
      metric(rows, "log-loss", metrics.logLoss());
      metric(rows, "log-loss, lately", metrics.windowLogLoss());
      metric(rows, "auc", metrics.auc());
      metric(rows, "accuracy", metrics.accuracy());
      metric(rows, "calibration", metrics.calibration());
    } else {
      metric(rows, "rmse", metrics.rmse());
      metric(rows, "mae", metrics.mae());
    }
    row(rows, "replicas", Figures.count(replicas), true);
    row(
        rows,
        "updates/example",
        Figures.metric(updatedPerExample, 1) + " coordinates",
        Double.isFinite(updatedPerExample));
    row(rows, "seconds", Figures.metric(seconds, 1), true);
    double rate = examplesPerSecond();
    row(rows, "examples/s", Figures.count(Math.round(rate)), Double.isFinite(rate));
    row(
        rows,
        "sent to servable",
        "median " + Figures.millis(freshnessMsP50) + ", p99 " + Figures.millis(freshnessMsP99),
        Double.isFinite(freshnessMsP50));
    row(rows, "model version", Figures.count(modelVersion), true);
    row(rows, "model checksum", checksum, true);
    row(rows, "store", store.toString(), true);
    return rows;
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
