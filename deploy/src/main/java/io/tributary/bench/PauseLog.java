package io.tributary.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the pauses of all checkpoints, or of the times after them, from what a job tells now and
 * then: each replica its last pause alone, and that some time after the checkpoint. So what was
 * told last before the next checkpoint completes is that of the one before.
 */
final class PauseLog {
  private final List<Long> pauses = new ArrayList<>();
  private List<Long> told = List.of();
  private long newest;
  private boolean newestCounts;

  /**
   * Takes note of what the job tells.
   *
   * @param completed the highest number of a checkpoint that has completed, 0 for none
   * @param now each replica's last pause in ms
   * @param warm whether the pauses of a checkpoint that has just completed count: while code is
   *     being compiled, everything takes its time
   */
  synchronized void note(long completed, List<Long> now, boolean warm) {
    if (completed > newest) {
      if (newestCounts) {
        pauses.addAll(told);
      }
      newest = completed;
      newestCounts = warm;
    }
    told = now;
  }

  /** Returns what the pauses were like; null when none counted. */
  synchronized @Nullable Durations pauses() {
    return Durations.of(pauses);
  }
}
