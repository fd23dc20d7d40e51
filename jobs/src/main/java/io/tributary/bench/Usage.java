package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What some examples cost.
 *
 * @param examples how many
 * @param cpuSeconds CPU time of the process, all threads included
 * @param wallSeconds time that passed
 */
public record Usage(long examples, double cpuSeconds, double wallSeconds) {
  private static final double MILLION = 1e6;

  /** Returns the CPU seconds of a million examples. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double cpuSecondsPerMillion() {
    return cpuSeconds / examples * MILLION;
  }

  /** Returns the examples of a second of wall time. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double examplesPerSecond() {
    return examples / wallSeconds;
  }
}
