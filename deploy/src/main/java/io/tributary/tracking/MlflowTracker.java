package io.tributary.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.config.Secret;
import io.tributary.config.TrackingConfig.Mlflow;
import io.tributary.tracking.TrackedEvent.Artifact;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.tracking.TrackedEvent.Parameters;
import io.tributary.tracking.TrackedEvent.Started;
import io.tributary.tracking.TrackedEvent.Version;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MLflow, by version 2.0 of its REST API. Its Java client is not used: it waits for ever for an
 * answer, and needs Python to upload a file.
 */
final class MlflowTracker implements Tracker {
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "mlflow-artifacts:/";
  private static final String KEY_TAG = "tributary.run";
  private static final String RUN = "run";
  private static final String ARTIFACT_URI = "artifacts";
  private static final String EXISTS = "RESOURCE_ALREADY_EXISTS";

  /** The most that MLflow takes at once. */
  private static final int MOST_PARAMETERS = 100;

  private static final int MOST_METRICS = 1000;
  private static final int PARAMETER_CHARACTERS = 500;
  private static final int TAG_CHARACTERS = 5000;

  private final Mlflow config;
  private final Rest rest;

  MlflowTracker(Mlflow config) {
    this.config = config;
    rest = new Rest(config.uri(), authorization(config));
  }

  private static @Nullable Secret authorization(Mlflow config) {
    Secret token = config.token();
    if (token != null) {
      return new Secret("Bearer " + token.reveal());
    }
    Secret user = config.username();
    Secret password = config.password();
    if (user == null || password == null) {
      return null;
    }
    String both = user.reveal() + ":" + password.reveal();
    return new Secret(
        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public String address() {
    return config.uri() + " experiment=" + config.experiment();
  }

  @Override
  public int most() {
    return 200;
  }

  @Override
  public void send(List<TrackedEvent> events, Map<String, String> remote)
      throws IOException, InterruptedException {
    Batch batch = new Batch(remote);
    for (TrackedEvent event : events) {
      if (event instanceof Metrics metrics) {
        batch.add(metrics);
      } else {
        batch.flush();
        send(event, remote);
      }
    }
    batch.flush();
  }

  private void send(TrackedEvent event, Map<String, String> remote)
      throws IOException, InterruptedException {
    if (event instanceof Started started) {
      start(started, remote);
    } else if (event instanceof Parameters parameters) {
      parameters(parameters, remote);
    } else if (event instanceof Artifact artifact) {
      artifact(artifact, remote);
    } else if (event instanceof Version version) {
      version(version, remote);
    } else if (event instanceof Ended ended) {
      ObjectNode body = object().put("run_id", run(remote)).put("end_time", ended.millis());
      post("runs/update", body.put("status", ended.outcome().name()));
    }
  }

  private static String run(Map<String, String> remote) throws IOException {
    String run = remote.get(RUN);
    if (run == null) {
      throw new RefusedException("run was never begun: tracker=mlflow");
    }
    return run;
  }

  private void start(Started started, Map<String, String> remote)
      throws IOException, InterruptedException {
    if (remote.containsKey(RUN)) {
      return;
    }
    String experiment = experiment();
    ObjectNode search = object().put("max_results", 1);
    search.putArray("experiment_ids").add(experiment);
    search.put("filter", "tags.`" + KEY_TAG + "` = '" + started.key() + "'");
    // The answer that told of it may have been lost.
    JsonNode info = post("runs/search", search).path("runs").path(0).path("info");
    if (info.isMissingNode()) {
      ObjectNode create = object().put("experiment_id", experiment);
      create.put("start_time", started.millis()).put("run_name", started.name());
      ArrayNode tags = create.putArray("tags");
      tag(tags, KEY_TAG, started.key());
      started.tags().forEach((key, value) -> tag(tags, key, value));
      info = post("runs/create", create).path("run").path("info");
    }
    remote.put(RUN, info.path("run_id").asText());
    remote.put(ARTIFACT_URI, info.path("artifact_uri").asText());
  }

  private static void tag(ArrayNode tags, String key, String value) {
    tags.addObject().put("key", key).put("value", cut(value, TAG_CHARACTERS));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  private String experiment() throws IOException, InterruptedException {
    String name = config.experiment();
    String byName = API + "experiments/get-by-name?experiment_name=" + encoded(name);
    Rest.Answer answer = rest.get(byName);
    if (answer.status() == 404
        && answer.body().path("error_code").asText().equals("RESOURCE_DOES_NOT_EXIST")) {
      Rest.Answer created = rest.post(API + "experiments/create", object().put("name", name));
      if (created.isDone()) {
        return created.body().path("experiment_id").asText();
      }
      // Somebody else may have been faster, and then it is there now.
      answer = rest.get(byName);
    }
    JsonNode found = answer.require("experiments/get-by-name").path("experiment");
    return found.path("experiment_id").asText();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void parameters(Parameters parameters, Map<String, String> remote)
      throws IOException, InterruptedException {
    ObjectNode body = object().put("run_id", run(remote));
    ArrayNode params = body.putArray("params");
    for (Map.Entry<String, String> entry : parameters.values().entrySet()) {
      ObjectNode param = params.addObject().put("key", entry.getKey());
      param.put("value", cut(entry.getValue(), PARAMETER_CHARACTERS));
      if (params.size() == MOST_PARAMETERS) {
        post("runs/log-batch", body);
        params.removeAll();
      }
    }
    if (!params.isEmpty()) {
      post("runs/log-batch", body);
    }
  }

  private void artifact(Artifact artifact, Map<String, String> remote)
      throws IOException, InterruptedException {
    String root = remote.getOrDefault(ARTIFACT_URI, "");
    if (root.startsWith(ARTIFACTS)) {
      String path = root.substring(ARTIFACTS.length()) + "/" + artifact.path();
      rest.put("/api/2.0/mlflow-artifacts/artifacts/" + path, artifact.text())
          .require("mlflow-artifacts");
      return;
    }
    // The server takes no files: it tells clients where to write them.
    ObjectNode body = object().put("run_id", run(remote)).put("key", artifact.path());
    post("runs/set-tag", body.put("value", cut(artifact.text(), TAG_CHARACTERS)));
  }

  private void version(Version version, Map<String, String> remote)
      throws IOException, InterruptedException {
    String model = config.model();
    ObjectNode facts = object();
    version.facts().forEach(facts::put);
    artifact(new Artifact(version.millis(), "model/model.json", facts.toPrettyString()), remote);
    Rest.Answer created = rest.post(API + "registered-models/create", object().put("name", model));
    if (!created.body().path("error_code").asText().equals(EXISTS)) {
      created.require("registered-models/create");
    }
    String run = run(remote);
    String mine = "name='" + model.replace("'", "") + "' and run_id='" + run + "'";
    JsonNode there =
        rest.get(API + "model-versions/search?filter=" + encoded(mine))
            .require("model-versions/search");
    for (JsonNode one : there.path("model_versions")) {
      if (has(one, "tributary.checksum", version.facts().getOrDefault("checksum", ""))) {
        return;
      }
    }
    ObjectNode body = object().put("name", model).put("run_id", run);
    body.put("source", remote.getOrDefault(ARTIFACT_URI, "") + "/model");
    ArrayNode tags = body.putArray("tags");
    version.facts().forEach((key, value) -> tag(tags, "tributary." + key, value));
    post("model-versions/create", body);
  }

  private static boolean has(JsonNode version, String key, String value) {
    for (JsonNode tag : version.path("tags")) {
      if (tag.path("key").asText().equals(key) && tag.path("value").asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode post(String what, ObjectNode body) throws IOException, InterruptedException {
    return rest.post(API + what, body).require(what);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Points that go together. */
  private final class Batch {
    private final Map<String, String> remote;
    private final ArrayNode metrics = JsonNodeFactory.instance.arrayNode();

    Batch(Map<String, String> remote) {
      this.remote = remote;
    }

    void add(Metrics point) throws IOException, InterruptedException {
      if (metrics.size() + point.values().size() > MOST_METRICS) {
        flush();
      }
      point
          .values()
          .forEach(
              (name, value) ->
                  metrics
                      .addObject()
                      .put("key", name)
                      .put("value", value)
                      .put("timestamp", point.millis())
                      .put("step", point.step()));
    }

    void flush() throws IOException, InterruptedException {
      if (!metrics.isEmpty()) {
        ObjectNode body = object().put("run_id", run(remote));
        body.set("metrics", metrics.deepCopy());
        post("runs/log-batch", body);
        metrics.removeAll();
      }
    }
  }
}
