package io.tributary.replay;

import io.tributary.learner.ProgressiveMetrics;
import io.tributary.sharded.TableCounts;
import org.jspecify.annotations.Nullable;

/**
 * What a replay came to.
 *
 * @param metrics progressive metrics of all examples
 * @param window those of the recent ones
 * @param merged examples that every block of the merged model holds
 * @param version merges of every block
 * @param sentCoordinates coordinates in all deltas that replicas sent
 * @param updatedCoordinates coordinates in all updates that masters published, each once however
 *     many replicas receive it
 * @param table what has become of the features of an exact table, or null
 */
public record ReplayResult(
    ProgressiveMetrics metrics,
    ProgressiveMetrics window,
    long merged,
    long version,
    long sentCoordinates,
    long updatedCoordinates,
    @Nullable TableCounts table) {
  /** What training with a hashed table came to. */
  public ReplayResult(
      ProgressiveMetrics metrics,
      ProgressiveMetrics window,
      long merged,
      long version,
      long sentCoordinates,
      long updatedCoordinates) {
    this(metrics, window, merged, version, sentCoordinates, updatedCoordinates, null);
  }

  /** Returns the coordinates in updates per example, or NaN when there was none. */
  public double updatedPerExample() {
    return metrics.count() == 0 ? Double.NaN : (double) updatedCoordinates / metrics.count();
  }
}
