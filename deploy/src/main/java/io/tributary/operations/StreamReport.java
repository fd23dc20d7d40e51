package io.tributary.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.advice.StreamShape;

/** What a progress record says of what examples are like. */
public final class StreamReport {
  private StreamReport() {}

  /** Returns what a record says, or as much of it as there is. */
  public static StreamShape of(JsonNode progress) {
    return new StreamShape(
        progress.path("examples").asLong(),
        progress.path("activePerExample").asDouble(Double.NaN),
        progress.path("coordinates").asDouble(Double.NaN),
        Double.NaN,
        progress.path("examplesPerSecond").asDouble(Double.NaN));
  }
}
