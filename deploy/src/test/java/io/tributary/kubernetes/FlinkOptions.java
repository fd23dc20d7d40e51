package io.tributary.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * Whether the options of a FlinkDeployment are options that Flink has, with values that it reads.
 * Flink passes over others without a word.
 */
final class FlinkOptions {
  /** The operator's own keys, and those that contain a name that somebody chose. */
  private static final List<String> OTHERS =
      List.of("kubernetes.operator.", "job.autoscaler.", "metrics.reporter.prom.");

  private static final List<Class<?>> CLASSES =
      List.of(
          BlobServerOptions.class,
          CheckpointingOptions.class,
          HighAvailabilityOptions.class,
          JobManagerOptions.class,
          NettyShuffleEnvironmentOptions.class,
          RestartStrategyOptions.class,
          StateRecoveryOptions.class,
          TaskManagerOptions.class);

  /** Options of Flink on Kubernetes; that module is not compiled against. */
  private static final Set<String> KUBERNETES = Set.of("kubernetes.flink.conf.dir");

  private FlinkOptions() {}

  /** Returns what is wrong with the options of an object. */
  static List<String> errors(JsonNode deployment) {
    List<ConfigOption<?>> options = options();
    Set<String> known = new HashSet<>(KUBERNETES);
    options.forEach(option -> known.add(option.key()));
    List<String> errors = new ArrayList<>();
    Configuration configuration = new Configuration();
    deployment
        .path("spec")
        .path("flinkConfiguration")
        .properties()
        .forEach(
            option -> {
              String key = option.getKey();
              configuration.setString(key, option.getValue().asText());
              if (OTHERS.stream().noneMatch(key::startsWith) && !known.contains(key)) {
                errors.add("no option of Flink: key=" + key);
              }
            });
    for (ConfigOption<?> option : options) {
      try {
        configuration.getOptional(option);
      } catch (IllegalArgumentException e) {
        errors.add("not a value of this option: key=" + option.key());
      }
    }
    return errors;
  }

  private static List<ConfigOption<?>> options() {
    List<ConfigOption<?>> options = new ArrayList<>();
    for (Class<?> one : CLASSES) {
      for (Field field : one.getFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && ConfigOption.class.isAssignableFrom(field.getType())) {
          try {
            options.add((ConfigOption<?>) field.get(null));
          } catch (IllegalAccessException e) {
            throw new AssertionError("can't be read: field=" + field, e);
          }
        }
      }
    }
    return options;
  }
}
