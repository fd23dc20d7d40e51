package io.tributary.bench;

import io.tributary.operations.CompletedCheckpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers how long checkpoints took from what a job tells now and then: all that completed. */
final class DurationLog {
  private final Set<Long> known = new HashSet<>();
  private final List<Long> millis = new ArrayList<>();

  /**
   * Takes note of what the job tells.
   *
   * @param completed the checkpoints that have completed
   * @param warm whether those count that are new among them: the first of a process take longer,
   *     whatever they write
   */
  synchronized void note(List<CompletedCheckpoint> completed, boolean warm) {
    for (CompletedCheckpoint checkpoint : completed) {
      if (known.add(checkpoint.id()) && warm) {
        millis.add(checkpoint.millis());
      }
    }
  }

  /** Returns what they were like; null when none counted. */
  synchronized @Nullable Durations durations() {
    return Durations.of(millis);
  }
}
