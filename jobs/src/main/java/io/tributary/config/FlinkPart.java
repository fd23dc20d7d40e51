package io.tributary.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads Flink's options. The part refuses options that would break a guarantee, that a job can't
 * set, or that Flink does not know. Flink itself would pass over the last two in silence.
 */
final class FlinkPart {
  private static final String PATH = "flink";
  private static final String INTERVAL = "execution.checkpointing.interval";
  private static final String OWN_INTERVAL = "training.checkpointInterval";
  private static final List<String> PREFIXES =
      List.of("execution.", "pipeline.", "restart-strategy.", "state.");
  private static final List<String> CLUSTER_PREFIXES =
      List.of(
          "blob",
          "classloader",
          "cluster",
          "env",
          "fs",
          "heartbeat",
          "high-availability",
          "io",
          "jobmanager",
          "kubernetes",
          "metrics",
          "plugin",
          "process",
          "resourcemanager",
          "rest",
          "security",
          "slotmanager",
          "taskmanager",
          "web",
          "yarn");

  /** A guarantee that only one value of an option keeps. */
  record Guard(String value, String guarantee) {}

  static final Map<String, Guard> GUARDS =
      Map.of(
          "execution.checkpointing.unaligned.enabled",
          new Guard("false", "would repeat after a restore what was in flight"),
          "execution.checkpointing.unaligned.forced",
          new Guard("false", "would repeat after a restore what was in flight"),
          "execution.checkpointing.mode",
          new Guard("EXACTLY_ONCE", "would learn examples twice after a restore"),
          "execution.checkpointing.create-subdir",
          new Guard("true", "would overwrite the checkpoints of other jobs"),
          "execution.runtime-mode",
          new Guard("STREAMING", "would never merge, as the loop needs a stream"),
          "execution.state-recovery.ignore-unclaimed-state",
          new Guard("false", "would forget what was learned"),
          "execution.state-recovery.approximate-local-recovery",
          new Guard("false", "would lose examples"),
          "pipeline.generic-types",
          new Guard("false", "would let state be written that later versions can't read"));

  /** Options that are decided elsewhere, and where. */
  static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("parallelism.default", "training.replicas"),
          Map.entry("pipeline.jobvertex-parallelism-overrides", "training.replicas"),
          Map.entry("pipeline.name", "name"),
          Map.entry("execution.state-recovery.path", "submit --from"),
          Map.entry("execution.target", "submit --jobmanager"),
          Map.entry("pipeline.jars", "submit --jar"),
          Map.entry("pipeline.classpaths", "submit --jar"),
          Map.entry("execution.attached", ""),
          Map.entry("pipeline.global-job-parameters", ""),
          Map.entry("execution.buffer-timeout.enabled", ""),
          Map.entry("execution.buffer-timeout.interval", ""),
          Map.entry("execution.state-recovery.without-channel-state.checkpoint-id", ""));

  private final PipelineErrors errors;

  FlinkPart(PipelineErrors errors) {
    this.errors = errors;
  }

  /**
   * Reads the section.
   *
   * @param hasOwnInterval true when the training section has an interval of checkpoints, too
   */
  FlinkConfig read(@Nullable Node node, boolean hasOwnInterval) {
    Map<String, String> options = new TreeMap<>();
    if (node instanceof MappingNode mapping) {
      flatten(mapping, "")
          .forEach(
              (key, scalar) -> {
                if (isUsable(key, scalar)) {
                  options.put(key, scalar.getValue().strip());
                }
              });
    } else if (node != null && !YamlNodes.isUnusable(node)) {
      errors.add(PATH, "not a mapping of Flink's options", "");
    }
    if (hasOwnInterval && options.containsKey(INTERVAL)) {
      errors.add(Section.join(PATH, INTERVAL), "is there twice", "other=" + OWN_INTERVAL);
    }
    return new FlinkConfig(options);
  }

  // Both state.backend.type: x and state: {backend: {type: x}}, as in Flink's own file.
  private Map<String, ScalarNode> flatten(MappingNode mapping, String prefix) {
    Map<String, ScalarNode> flat = new LinkedHashMap<>();
    YamlNodes.entries(mapping)
        .forEach(
            (name, value) -> {
              String key = Section.join(prefix, name);
              if (value instanceof MappingNode inner) {
                flatten(inner, key).forEach((k, v) -> put(flat, k, v));
              } else if (value instanceof ScalarNode scalar) {
                if (!YamlNodes.isNull(scalar) && !YamlNodes.isUnusable(scalar)) {
                  put(flat, key, scalar);
                }
              } else {
                errors.add(
                    Section.join(PATH, key), YamlNodes.shown(value), "not a single value", "");
              }
            });
    return flat;
  }

  private void put(Map<String, ScalarNode> flat, String key, ScalarNode value) {
    if (flat.putIfAbsent(key, value) != null) {
      errors.add(Section.join(PATH, key), "is there twice", "");
    }
  }

  private boolean isUsable(String key, ScalarNode value) {
    String path = Section.join(PATH, key);
    String elsewhere = ELSEWHERE.get(key);
    if (elsewhere != null) {
      String details = elsewhere.isEmpty() ? "" : "instead=" + elsewhere;
      errors.add(path, "not for pipelines to set", details);
      return false;
    }
    Guard guard = GUARDS.get(key);
    if (guard != null && !guard.value().equalsIgnoreCase(value.getValue().strip())) {
      errors.add(
          path, YamlNodes.shown(value), guard.guarantee(), "allowed=[" + guard.value() + "]");
      return false;
    }
    FlinkOption option = FlinkOption.all().get(key);
    if (option == null) {
      unknown(path, key);
      return false;
    }
    if (!option.allows(value.getValue())) {
      errors.add(
          path, YamlNodes.shown(value), "not a value of the option", "allowed=" + option.allowed());
      return false;
    }
    return true;
  }

  // Without the value: a stray secret may stand anywhere.
  private void unknown(String path, String key) {
    String first = key.split("[.]", 2)[0];
    if (CLUSTER_PREFIXES.contains(first)) {
      errors.add(
          path,
          "an option of the cluster, which a job can't set",
          "allowed=" + PREFIXES.stream().map(prefix -> prefix + "*").toList());
      return;
    }
    String nearest = Nearest.to(key, FlinkOption.all().keySet());
    String details =
        nearest == null
            ? "allowed=" + PREFIXES.stream().map(prefix -> prefix + "*").toList()
            : "nearest=" + nearest;
    errors.add(path, "unknown option of Flink", details);
  }
}
