package io.tributary.config;

import io.tributary.kafka.KafkaSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads how to reach Kafka: client properties of any kind, passed through. No error shows a value,
 * because any of them may be a secret.
 */
final class KafkaPart {
  private static final String PATH = "kafka";
  private static final String BOOTSTRAP = "bootstrap.servers";
  private static final Pattern ADDRESSES =
      Pattern.compile("\\s*[^\\s,]+:\\d{1,5}\\s*(,\\s*[^\\s,]+:\\d{1,5}\\s*)*");
  private static final List<String> OWN_KEYS =
      List.of("key.serializer", "value.serializer", "key.deserializer", "value.deserializer");

  private final PipelineErrors errors;

  KafkaPart(PipelineErrors errors) {
    this.errors = errors;
  }

  KafkaSettings read(@Nullable Node node) {
    Map<String, String> properties = new HashMap<>(Map.of(BOOTSTRAP, "localhost:9092"));
    checkNames(node);
    if (node instanceof MappingNode mapping) {
      YamlNodes.entries(mapping)
          .forEach(
              (key, value) -> {
                String text = text(Section.join(PATH, key), value);
                if (text != null) {
                  properties.put(key, text);
                }
              });
    } else if (node != null && !YamlNodes.isUnusable(node)) {
      errors.add(PATH, "not a mapping of client properties", "");
    }
    for (String key : OWN_KEYS) {
      if (properties.containsKey(key)) {
        errors.add(Section.join(PATH, key), "not for pipelines to set", "");
      }
    }
    if (!ADDRESSES.matcher(properties.getOrDefault(BOOTSTRAP, "")).matches()) {
      errors.add(
          Section.join(PATH, BOOTSTRAP), "not a list of addresses", "allowed=host:port,host:port");
    }
    return new KafkaSettings(properties);
  }

  /** Reports names that no client knows, which is possible without any of the values. */
  void checkNames(@Nullable Node node) {
    if (!(node instanceof MappingNode mapping)) {
      return;
    }
    Map<String, Node> entries = YamlNodes.entries(mapping);
    entries.forEach(
        (name, value) -> {
          String problem = KafkaProperties.problemOf(name, entries.keySet());
          // A mapping is reported as such: its name is the beginning of others.
          if (problem != null && !(value instanceof MappingNode) && !OWN_KEYS.contains(name)) {
            errors.add(Section.join(PATH, name), "unknown kafka client property", problem);
          }
        });
  }

  private @Nullable String text(String path, Node value) {
    if (YamlNodes.isNull(value) || YamlNodes.isUnusable(value)) {
      return null;
    }
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    if (value instanceof SequenceNode sequence
        && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
      return sequence.getValue().stream()
          .map(item -> ((ScalarNode) item).getValue())
          .collect(Collectors.joining(","));
    }
    errors.add(path, "not a single value", "allowed=properties with their whole dotted names");
    return null;
  }
}
