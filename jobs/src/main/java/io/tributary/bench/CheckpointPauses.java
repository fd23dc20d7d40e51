package io.tributary.bench;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long replicas learned nothing around a checkpoint, of each replica at each checkpoint: the
 * longest time between examples, from the last before its snapshot to the first after all was
 * copied.
 *
 * @param count of how many pauses
 * @param p50Millis as long or shorter were half of them
 * @param p99Millis as long or shorter were 99 % of them
 * @param maxMillis the longest
 */
public record CheckpointPauses(long count, long p50Millis, long p99Millis, long maxMillis) {
  /** Returns what pauses were like; null when there was none. */
  static @Nullable CheckpointPauses of(Collection<Long> millis) {
    if (millis.isEmpty()) {
      return null;
    }
    List<Long> sorted = millis.stream().sorted().toList();
    return new CheckpointPauses(
        sorted.size(), rank(sorted, 50), rank(sorted, 99), sorted.get(sorted.size() - 1));
  }

  // The nearest rank: one that was measured, so that few do not look better than they were.
  private static long rank(List<Long> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }
}
