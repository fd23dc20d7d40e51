package io.tributary.sharded;

import io.tributary.learner.WindowedMetrics;
import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Partial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a combiner needs to go on as if nothing had happened.
 *
 * @param index number of the combiner
 * @param combiners number of combiners
 * @param metrics what it has counted
 * @param sources what it has of each source
 */
public record CombinerSnapshot(
    int index, int combiners, WindowedMetrics metrics, List<Source> sources) {
  /**
   * What a combiner has of one source.
   *
   * @param epoch number of the epoch
   * @param source number of the source
   * @param answered how many batches are answered
   * @param batches those that wait for something, in order
   * @param answers the last errors, in order, under no session
   */
  public record Source(
      long epoch, int source, long answered, List<Batch> batches, List<Errors> answers) {}

  /**
   * A batch that waits for something.
   *
   * @param labels its labels, or null when they have not come
   * @param partials the sums that have come
   */
  public record Batch(@Nullable Labels labels, List<Partial> partials) {}
}
