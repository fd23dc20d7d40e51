package io.tributary.bench;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** When how many examples were done, and what had been used until then. Not thread safe. */
final class Samples {
  private record Sample(long examples, Counters counters) {}

  private final Supplier<Counters> counters;
  private final long warmUp;
  // Others may ask whether it is there.
  private volatile @Nullable Sample first;
  private @Nullable Sample last;
  private Counters skipped = Counters.NONE;

  /**
   * Begins to sample.
   *
   * @param warmUp examples before the window
   */
  Samples(Supplier<Counters> counters, long warmUp) {
    this.counters = counters;
    this.warmUp = warmUp;
  }

  /** Notes that so many examples are done, if the warm-up is behind and there are more of them. */
  void add(long examples) {
    if (examples >= warmUp && examples > last()) {
      Sample sample = new Sample(examples, counters.get().minus(skipped));
      if (first == null) {
        first = sample;
      }
      last = sample;
    }
  }

  /** Notes it if it is the first behind the warm-up: cheap enough to ask often. */
  void addFirst(long examples) {
    if (first == null) {
      add(examples);
    }
  }

  /** Returns what some work comes to, whose cost is not counted. */
  <T> T skip(Supplier<T> work) {
    Counters before = counters.get();
    T result = work.get();
    skipped = skipped.plus(counters.get().minus(before));
    return result;
  }

  /** Returns true when the warm-up is behind. */
  boolean isWarm() {
    return first != null;
  }

  /** Returns how many examples were done at the last sample. */
  long last() {
    return last == null ? 0 : last.examples();
  }

  /** Returns what was used from the first sample to the last; empty when these are not two. */
  Optional<Usage> window() {
    Sample from = first;
    Sample to = last;
    return from == null || to == null || to.examples() == from.examples()
        ? Optional.empty()
        : Optional.of(to.counters().since(from.counters(), to.examples() - from.examples()));
  }
}
