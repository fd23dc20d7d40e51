package io.tributary.bench;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long something took, each time.
 *
 * @param count how many times
 * @param p50Millis their median: of an even number, midway between the two in the middle
 * @param p99Millis as long or shorter were 99 % of them
 * @param maxMillis the longest
 */
public record Durations(long count, long p50Millis, long p99Millis, long maxMillis) {
  /** Returns what durations were like; null when there was none. */
  static @Nullable Durations of(Collection<Long> millis) {
    if (millis.isEmpty()) {
      return null;
    }
    List<Long> sorted = millis.stream().sorted().toList();
    return new Durations(
        sorted.size(), median(sorted), rank(sorted, 99), sorted.get(sorted.size() - 1));
  }

  // The lower one would make two look as short as the shorter of them.
  private static long median(List<Long> sorted) {
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  // The nearest rank: one that was measured, so that few do not look better than they were.
  private static long rank(List<Long> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }
}
