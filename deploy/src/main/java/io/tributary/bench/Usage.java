package io.tributary.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What some examples cost.
 *
 * @param examples how many
 * @param cpuSeconds CPU time of the process, all threads included
 * @param wallSeconds time that passed
 * @param compilerCpuSeconds of the CPU time, the virtual machine's compiler's: it goes towards
 *     nothing as a process grows old, so a window with much of it came too early
 * @param collectorCpuSeconds of the CPU time, the garbage collector's
 */
public record Usage(
    long examples,
    double cpuSeconds,
    double wallSeconds,
    double compilerCpuSeconds,
    double collectorCpuSeconds) {
  private static final double MILLION = 1e6;

  /** Returns the CPU seconds of a million examples. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double cpuSecondsPerMillion() {
    return perMillion(cpuSeconds);
  }

  /**
   * Returns the CPU seconds of a million examples without the compiler's, which go towards nothing
   * in a process that runs for hours.
   */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double steadyCpuSecondsPerMillion() {
    return perMillion(cpuSeconds - compilerCpuSeconds);
  }

  /** Returns the examples of a second of wall time. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double examplesPerSecond() {
    return examples / wallSeconds;
  }

  double perMillion(double seconds) {
    return seconds / examples * MILLION;
  }
}
