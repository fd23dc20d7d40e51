package io.tributary.config;

import java.util.Map;

/**
 * Options of Flink that go with the job, by their full names.
 *
 * @param options what the {@code flink} section says
 */
public record FlinkConfig(Map<String, String> options) {
  /** No options: the defaults are good. */
  public static final FlinkConfig NONE = new FlinkConfig(Map.of());

  public FlinkConfig {
    options = Map.copyOf(options);
  }
}
