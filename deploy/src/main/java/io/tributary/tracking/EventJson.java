package io.tributary.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.tracking.TrackedEvent.Artifact;
import io.tributary.tracking.TrackedEvent.Ended;
import io.tributary.tracking.TrackedEvent.Metrics;
import io.tributary.tracking.TrackedEvent.Outcome;
import io.tributary.tracking.TrackedEvent.Parameters;
import io.tributary.tracking.TrackedEvent.Started;
import io.tributary.tracking.TrackedEvent.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The lines of a spool: one event each, as a JSON object with a number that grows. */
final class EventJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventJson() {}

  /** An event and its number. */
  record Numbered(long number, TrackedEvent event) {}

  static String write(Numbered numbered) {
    TrackedEvent event = numbered.event();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("number", numbered.number());
    json.put("event", event.getClass().getSimpleName());
    json.put("millis", event.millis());
    if (event instanceof Started started) {
      json.put("key", started.key()).put("name", started.name());
      started.tags().forEach(json.putObject("values")::put);
    } else if (event instanceof Parameters parameters) {
      parameters.values().forEach(json.putObject("values")::put);
    } else if (event instanceof Metrics metrics) {
      json.put("step", metrics.step());
      ObjectNode values = json.putObject("values");
      metrics.values().forEach((name, value) -> values.put(name, value.doubleValue()));
    } else if (event instanceof Artifact artifact) {
      json.put("path", artifact.path()).put("text", artifact.text());
    } else if (event instanceof Version version) {
      version.facts().forEach(json.putObject("values")::put);
    } else if (event instanceof Ended ended) {
      json.put("outcome", ended.outcome().name());
    }
    return json.toString();
  }

  /** Returns the event of a line, or nothing when it is none: a crash may have cut the last one. */
  static Optional<Numbered> read(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (!json.path("number").isIntegralNumber()) {
        return Optional.empty();
      }
      return Optional.of(new Numbered(json.path("number").asLong(), event(json)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static TrackedEvent event(JsonNode json) {
    long millis = json.path("millis").asLong();
    return switch (json.path("event").asText()) {
      case "Started" ->
          new Started(millis, json.path("key").asText(), json.path("name").asText(), texts(json));
      case "Parameters" -> new Parameters(millis, texts(json));
      case "Metrics" -> new Metrics(millis, json.path("step").asLong(), numbers(json));
      case "Artifact" ->
          new Artifact(millis, json.path("path").asText(), json.path("text").asText());
      case "Version" -> new Version(millis, texts(json));
      case "Ended" -> new Ended(millis, Outcome.valueOf(json.path("outcome").asText()));
      default -> throw new IllegalArgumentException("unknown event");
    };
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> values = new LinkedHashMap<>();
    json.path("values").properties().forEach(e -> values.put(e.getKey(), e.getValue().asText()));
    return values;
  }

  private static Map<String, Double> numbers(JsonNode json) {
    Map<String, Double> values = new LinkedHashMap<>();
    json.path("values").properties().forEach(e -> values.put(e.getKey(), e.getValue().asDouble()));
    return values;
  }
}
