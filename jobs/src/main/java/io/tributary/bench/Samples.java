package io.tributary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** When how many examples were done, and what they had cost until then. Not thread safe. */
final class Samples {
  private static final double NANOS = 1e9;

  private record Sample(long examples, long cpuNanos, long wallNanos) {}

  private final LongSupplier cpuNanos;
  private final LongSupplier wallNanos;
  private final List<Sample> taken = new ArrayList<>();

  /**
   * Creates an empty list.
   *
   * @param cpuNanos CPU time so far
   * @param wallNanos a clock
   */
  Samples(LongSupplier cpuNanos, LongSupplier wallNanos) {
    this.cpuNanos = cpuNanos;
    this.wallNanos = wallNanos;
  }

  /** Notes that so many examples are done by now. */
  void add(long examples) {
    taken.add(new Sample(examples, cpuNanos.getAsLong(), wallNanos.getAsLong()));
  }

  /** Returns how many examples were done when the last sample was taken. */
  long last() {
    return taken.isEmpty() ? 0 : taken.get(taken.size() - 1).examples();
  }

  /** Notes it if more examples are done than before. */
  void addIfMore(long examples) {
    if (taken.isEmpty() || examples > last()) {
      add(examples);
    }
  }

  /**
   * Returns the costs from the first sample that has the warm-up behind it to the last sample;
   * empty when these are not two.
   */
  Optional<Usage> window(long warmUp) {
    Optional<Sample> first =
        taken.stream().filter(sample -> sample.examples() >= warmUp).findFirst();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Sample from = first.get();
    Sample to = taken.get(taken.size() - 1);
    return to.examples() == from.examples()
        ? Optional.empty()
        : Optional.of(
            new Usage(
                to.examples() - from.examples(),
                (to.cpuNanos() - from.cpuNanos()) / NANOS,
                (to.wallNanos() - from.wallNanos()) / NANOS));
  }
}
