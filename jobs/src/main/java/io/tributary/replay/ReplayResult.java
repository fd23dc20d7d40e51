package io.tributary.replay;

import io.tributary.learner.ProgressiveMetrics;

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
 */
public record ReplayResult(
    ProgressiveMetrics metrics,
    ProgressiveMetrics window,
    long merged,
    long version,
    long sentCoordinates,
    long updatedCoordinates) {
  /** Returns the coordinates in updates per example, or NaN when there was none. */
  public double updatedPerExample() {
    return metrics.count() == 0 ? Double.NaN : (double) updatedCoordinates / metrics.count();
  }
}
