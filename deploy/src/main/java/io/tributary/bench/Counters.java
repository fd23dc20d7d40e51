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
  /** Nothing at all. */
  static final Counters NONE = new Counters(0, 0, 0, 0);

  private static final double NANOS = 1e9;

  Counters plus(Counters other) {
    return new Counters(
        wallNanos + other.wallNanos,
        cpuNanos + other.cpuNanos,
        compilerNanos + other.compilerNanos,
        collectorNanos + other.collectorNanos);
  }

  Counters minus(Counters other) {
    return new Counters(
        wallNanos - other.wallNanos,
        cpuNanos - other.cpuNanos,
        compilerNanos - other.compilerNanos,
        collectorNanos - other.collectorNanos);
  }

  /** Returns what some examples cost since earlier counters. */
  Usage since(Counters earlier, long examples) {
    Counters used = minus(earlier);
    return new Usage(
        examples,
        used.cpuNanos / NANOS,
        used.wallNanos / NANOS,
        used.compilerNanos / NANOS,
        used.collectorNanos / NANOS);
  }
}
