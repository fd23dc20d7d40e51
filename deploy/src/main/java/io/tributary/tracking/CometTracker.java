package io.tributary.tracking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.TrackingConfig.Comet;
import io.tributary.tracking.TrackedEvent.Artifact;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.tracking.TrackedEvent.Outcome;
import io.tributary.tracking.TrackedEvent.Parameters;
import io.tributary.tracking.TrackedEvent.Started;
import io.tributary.tracking.TrackedEvent.Version;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Comet, by version 2 of its REST API, whose paths and bodies are those that the Python SDK's
 * {@code APIExperiment} sends. The API takes one figure a request.
 */
final class CometTracker implements Tracker {
  private static final String API = "/api/rest/v2/write/experiment/";
  private static final String KEY = "experimentKey";
  private static final String START = "startTimeMillis";

  private final Comet config;
  private final Rest rest;

  CometTracker(Comet config) {
    this.config = config;
    rest = new Rest(config.uri(), config.apiKey());
  }

  @Override
  public String name() {
    return "comet";
  }

  @Override
  public String address() {
    return config.uri() + " project=" + config.project();
  }

  // What an answer that was lost makes it send again are the figures of one point.
  @Override
  public int most() {
    return 1;
  }

  @Override
  public void send(List<TrackedEvent> events, Map<String, String> remote)
      throws IOException, InterruptedException {
    for (TrackedEvent event : events) {
      send(event, remote);
    }
  }

  private void send(TrackedEvent event, Map<String, String> remote)
      throws IOException, InterruptedException {
    if (event instanceof Started started) {
      start(started, remote);
    } else if (event instanceof Parameters parameters) {
      for (Map.Entry<String, String> entry : parameters.values().entrySet()) {
        ObjectNode body = experiment(remote).put("parameterName", entry.getKey());
        body.put("parameterValue", entry.getValue());
        post("parameter", body.put("timestamp", parameters.millis()));
      }
    } else if (event instanceof Metrics metrics) {
      for (Map.Entry<String, Double> entry : metrics.values().entrySet()) {
        ObjectNode body = experiment(remote).put("metricName", entry.getKey());
        body.put("metricValue", entry.getValue()).put("step", metrics.step());
        post("metric", body.put("timestamp", metrics.millis()));
      }
    } else if (event instanceof Artifact artifact) {
      asset(artifact, remote);
    } else if (event instanceof Version version) {
      ObjectNode facts = JsonNodeFactory.instance.objectNode();
      version.facts().forEach(facts::put);
      asset(new Artifact(version.millis(), "model.json", facts.toPrettyString()), remote);
      others("model.", version.facts(), version.millis(), remote);
    } else if (event instanceof Ended ended) {
      end(ended, remote);
    }
  }

  private void start(Started started, Map<String, String> remote)
      throws IOException, InterruptedException {
    if (!remote.containsKey(KEY)) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("workspaceName", config.workspace()).put("projectName", config.project());
      Rest.Answer answer = rest.post(API + "create", body.put("experimentName", started.name()));
      String key = answer.require("create").path(KEY).asText();
      if (key.isEmpty()) {
        throw new IOException("answer has no experiment: tracker=comet");
      }
      remote.put(KEY, key);
      remote.put(START, Long.toString(started.millis()));
    }
    others("", started.tags(), started.millis(), remote);
  }

  private void others(
      String prefix, Map<String, String> values, long millis, Map<String, String> remote)
      throws IOException, InterruptedException {
    for (Map.Entry<String, String> entry : values.entrySet()) {
      ObjectNode body = experiment(remote).put("key", prefix + entry.getKey());
      post("log-other", body.put("value", entry.getValue()).put("timestamp", millis));
    }
  }

  private void asset(Artifact artifact, Map<String, String> remote)
      throws IOException, InterruptedException {
    String path = artifact.path();
    String query =
        "?experimentKey="
            + encoded(key(remote))
            + "&fileName="
            + encoded(path)
            + "&type=asset&overwrite=true&extension="
            + encoded(path.substring(path.lastIndexOf('.') + 1));
    rest.upload(API + "upload-asset" + query, path, artifact.text()).require("upload-asset");
  }

  private void end(Ended ended, Map<String, String> remote)
      throws IOException, InterruptedException {
    boolean isFinished = ended.outcome() == Outcome.FINISHED;
    ObjectNode times = experiment(remote);
    times.put(START, Long.parseLong(remote.getOrDefault(START, "0")));
    post("set-start-end-time", times.put("endTimeMillis", ended.millis()));
    ObjectNode status = experiment(remote).put("isAlive", false);
    status.put("error", isFinished ? null : "the run " + ended.outcome());
    post("update-status", status.put("hasCrashed", !isFinished));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String key(Map<String, String> remote) throws IOException {
    String key = remote.get(KEY);
    if (key == null) {
      throw new RefusedException("run was never begun: tracker=comet");
    }
    return key;
  }

  private static ObjectNode experiment(Map<String, String> remote) throws IOException {
    return JsonNodeFactory.instance.objectNode().put(KEY, key(remote));
  }

  private void post(String what, ObjectNode body) throws IOException, InterruptedException {
    rest.post(API + what, body).require(what);
  }
}
