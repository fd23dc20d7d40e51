package io.tributary.bench;

/**
 * What a process has used so far.
 *
 * @param wallNanos a clock
 * @param cpuNanos CPU time of all threads
 * @param compilerNanos of it, of the virtual machine's compiler; 0 where the system does not say
 * @param collectorNanos of it, of the garbage collector's threads; 0 where the system does not say
 */
record Counters(long wallNanos, long cpuNanos, long compilerNanos, long collectorNanos) {
  private static final double NANOS = 1e9;

  /** Returns what some examples cost since earlier counters. */
  Usage since(Counters earlier, long examples) {
    return new Usage(
        examples,
        (cpuNanos - earlier.cpuNanos) / NANOS,
        (wallNanos - earlier.wallNanos) / NANOS,
        (compilerNanos - earlier.compilerNanos) / NANOS,
        (collectorNanos - earlier.collectorNanos) / NANOS);
  }
}
