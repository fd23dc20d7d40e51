package io.tributary.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.learner.Metric;
import io.tributary.learner.ProgressiveMetrics;
import java.util.Collection;

/** The record of the progress topic: one JSON object. Figures that are not known are null. */
final class ProgressJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ProgressJson() {}

  static String write(
      Collection<ReplicaReport> reports,
      LedgerAgreement agreement,
      int replicas,
      InputTally input,
      BatchTally batches,
      double perSecond,
      boolean last) {
    ProgressiveMetrics total = new ProgressiveMetrics();
    ProgressiveMetrics window = new ProgressiveMetrics();
    long staleness = 0;
    long held = batches.held();
    long roundTrip = batches.roundTripMillis();
    long overruns = 0;
    long skippedUpdates = 0;
    for (ReplicaReport report : reports) {
      total.merge(report.total());
      window.merge(report.window());
      staleness = Math.max(staleness, report.staleness());
      held += report.held();
      roundTrip = Math.max(roundTrip, report.roundTripMillis());
      overruns += report.overruns();
      // All of them read the same records.
      skippedUpdates = Math.max(skippedUpdates, report.skippedUpdates());
    }
    ObjectNode json = JSON.createObjectNode();
    json.put("examples", total.count());
    put(json, "examplesPerSecond", perSecond);
    input.write(json, last);
    for (Metric metric : Metric.values()) {
      put(json, metric.jsonName(), metric.of(total));
    }
    json.put("windowExamples", window.count());
    for (Metric metric : Metric.ofWindow()) {
      put(json, metric.windowName(), metric.of(window));
    }
    json.put("replicas", replicas);
    json.put("staleness", staleness);
    json.put("heldExamples", held);
    json.put("roundTripMs", roundTrip < 0 ? null : roundTrip);
    json.put("overruns", overruns);
    json.put("skippedUpdates", skippedUpdates);
    agreement.write(json);
    json.put("final", last);
    return json.toString();
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
