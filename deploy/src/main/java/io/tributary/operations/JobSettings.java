package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.training.JobHeap;
import io.tributary.training.JobNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a job says of itself, in its parameters. Jobs of earlier versions say less. */
public record JobSettings(Map<String, String> parameters) {
  /** Copies the map. */
  public JobSettings {
    parameters = Map.copyOf(parameters);
  }

  /** Reads what the REST API says. */
  static JobSettings of(JsonNode config) {
    Map<String, String> texts = new HashMap<>();
    config
        .path("execution-config")
        .path("user-config")
        .properties()
        .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return new JobSettings(texts);
  }

  /** Returns the number of the model's blocks. */
  public int blocks() {
    return Math.max(1, number(JobNames.BLOCKS_PARAMETER, 1));
  }

  /** Returns how many tasks only read; 0 when there are as many as replicas. */
  int readers() {
    return number(JobNames.READERS_PARAMETER, 0);
  }

  /** Returns true when the number of replicas may be changed to what keeps up. */
  public boolean isAuto() {
    return Boolean.parseBoolean(parameters.get(JobNames.AUTO_PARAMETER));
  }

  /** Returns the heap that the job may come to need; nothing when it does not say so. */
  Optional<JobHeap> heap() {
    return JobHeap.of(parameters);
  }

  private int number(String key, int fallback) {
    return Integer.parseInt(parameters.getOrDefault(key, Integer.toString(fallback)));
  }
}
