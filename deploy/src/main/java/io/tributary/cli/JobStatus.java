package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.advice.Misfit;
import io.tributary.advice.StreamShape;
import io.tributary.learner.Metric;
import io.tributary.learner.MetricsKind;
import io.tributary.operations.InputReport;
import io.tributary.operations.JobHealth;
import io.tributary.operations.JobHealth.Checkpoint;
import io.tributary.operations.StreamReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What {@code status} shows of a job.
 *
 * @param health what Flink knows
 * @param progress the model's newest progress record, or a missing node
 * @param nowMillis the time, ms since the epoch
 */
record JobStatus(JobHealth health, JsonNode progress, long nowMillis) {
  private static final List<String> FIGURES =
      Stream.concat(
              Stream.of("examples", "rejected"),
              Stream.concat(
                  Arrays.stream(Metric.values()).map(Metric::jsonName),
                  Metric.ofWindow().stream().map(Metric::windowName)))
          .toList();
  private static final String SKIPPED = "skippedUpdates";

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("model", health.job().model());
    json.put("job", health.job().id());
    json.put("state", health.job().state());
    json.put("replicas", health.replicas());
    if (health.shards() > 0) {
      json.put("shards", health.shards());
    }
    json.put("autoReplicas", health.isAuto());
    json.put("seconds", health.job().durationMillis() / 1e3);
    json.put("restarts", health.restarts() < 0 ? null : (Long) health.restarts());
    json.put("failedCheckpoints", health.failedCheckpoints());
    json.set(
        "checkpoint",
        health.checkpoint().isEmpty()
            ? JsonNodeFactory.instance.nullNode()
            : json(health.checkpoint().get()));
    for (String figure : FIGURES) {
      json.set(figure, progress.has(figure) ? progress.get(figure) : json.nullNode());
    }
    InputText.put(InputReport.of(progress), json);
    ArrayNode warnings = json.putArray("warnings");
    misfits().forEach(misfit -> warnings.add(misfit.warning(health.replicas())));
    json.put(SKIPPED, progress.path(SKIPPED).asLong());
    json.set(LedgerReport.NAME, LedgerReport.of(progress).json());
    return json;
  }

  // What has ended says nothing of how fast the stream is, and who follows the stream knows.
  private List<Misfit> misfits() {
    // Shards learn on one model, whatever their number.
    if (health.shards() > 0 || !health.job().isAlive() || progress.path("final").asBoolean()) {
      return List.of();
    }
    StreamShape shape = StreamReport.of(progress);
    return Misfit.ofEndless(health.isAuto() ? shape.at(Double.NaN) : shape, health.replicas());
  }

  private ObjectNode json(Checkpoint checkpoint) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", checkpoint.id())
        .put("ageSeconds", age(checkpoint) / 1e3)
        .put("bytes", checkpoint.bytes())
        .put("millis", checkpoint.durationMillis())
        .put("path", checkpoint.path());
  }

  private long age(Checkpoint checkpoint) {
    return Math.max(0, nowMillis - checkpoint.completedMillis());
  }

  /** Returns lines for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(health.job().model() + "  " + health.job().state());
    row(lines, "job", health.job().id());
    row(lines, "replicas", Figures.count(health.replicas()) + (health.isAuto() ? " (auto)" : ""));
    if (health.shards() > 0) {
      row(lines, "shards", Figures.count(health.shards()));
    }
    row(lines, health.job().isAlive() ? "up" : "ran", time(health.job().durationMillis()));
    row(lines, "restarts", health.restarts() < 0 ? "-" : Figures.count(health.restarts()));
    row(lines, "checkpoint", health.checkpoint().map(this::text).orElse("none"));
    if (health.failedCheckpoints() > 0) {
      row(lines, "failed", Figures.count(health.failedCheckpoints()) + " checkpoints");
    }
    if (progress.has("examples")) {
      row(lines, "examples", Figures.count(progress.get("examples").asLong()));
    }
    InputReport input = InputReport.of(progress);
    if (input.rejected() > 0) {
      row(lines, "rejected", Figures.count(input.rejected()));
      InputText.rows(input).forEach(reason -> row(lines, reason.name(), reason.value()));
    }
    input.warning().ifPresent(warning -> lines.add("  " + warning));
    if (progress.path(SKIPPED).asLong() > 0) {
      row(
          lines,
          "skipped",
          Figures.count(progress.get(SKIPPED).asLong())
              + " records of the updates topic that can't be read or can't be true");
    }
    misfits().forEach(misfit -> lines.add("  " + misfit.warning(health.replicas())));
    if (health.shards() == 0) { // Of a model that is there once, nothing has to agree.
      LedgerReport.of(progress).text().ifPresent(text -> row(lines, LedgerReport.NAME, text));
    }
    MetricsKind.ofFigures(metric -> progress.path(metric.jsonName()).isNumber())
        .ifPresent(kind -> metrics(lines, kind));
    return lines;
  }

  private void metrics(List<String> lines, MetricsKind kind) {
    Metric headline = kind.headline();
    row(
        lines,
        headline.title(),
        Figures.metric(progress.path(headline.jsonName()).asDouble(Double.NaN), 4)
            + " (lately "
            + Figures.metric(progress.path(headline.windowName()).asDouble(Double.NaN), 4)
            + ")");
  }

  private String text(Checkpoint checkpoint) {
    return String.format(
        Locale.ROOT,
        "%d, %s old, %.1f MB, took %s",
        checkpoint.id(),
        time(age(checkpoint)),
        checkpoint.bytes() / 1e6,
        Figures.millis((double) checkpoint.durationMillis()));
  }

  private static void row(List<String> lines, String name, String value) {
    lines.add(String.format("  %-10s %s", name, value));
  }

  /** Returns a time like {@code 12s}, {@code 3m 12s} or {@code 2h 03m}. */
  static String time(long millis) {
    Duration time = Duration.ofMillis(millis);
    if (time.toHours() > 0) {
      return time.toHours() + String.format(Locale.ROOT, "h %02dm", time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + String.format(Locale.ROOT, "m %02ds", time.toSecondsPart())
        : time.toSeconds() + "s";
  }
}
