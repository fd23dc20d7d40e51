package io.tributary.sharded;

import io.tributary.model.BlockLayout;
import java.io.Serializable;

/**
 * What the protocol of model parallelism may do.
 *
 * @param layout the model's blocks
 * @param batchSize examples of a full mini-batch
 * @param maxDelayMillis how long a batch that has examples stays open; 0 closes batches by count
 *     alone, which is reproducible
 * @param inFlight how many rounds a forward step may be behind the batches before it; a source has
 *     at most one more unanswered batch
 * @param publishMinDelayMillis least time between two updates of a block; 0 publishes each round
 */
public record ShardedConfig(
    BlockLayout layout,
    BatchSize batchSize,
    long maxDelayMillis,
    int inFlight,
    long publishMinDelayMillis)
    implements Serializable {
  public ShardedConfig {
    if (maxDelayMillis < 0 || inFlight < 0 || publishMinDelayMillis < 0) {
      throw new IllegalArgumentException(
          "number is negative: maxDelayMillis="
              + maxDelayMillis
              + " inFlight="
              + inFlight
              + " publishMinDelayMillis="
              + publishMinDelayMillis);
    }
  }

  /** Returns true when batches close by count alone. */
  public boolean closesByCountOnly() {
    return maxDelayMillis == 0;
  }

  /**
   * Returns how many answers of a source a combiner keeps: a shard that has sent its sums of a
   * round has applied all but the last {@code inFlight} rounds before it.
   */
  int answersKept() {
    return inFlight + 1;
  }

  /** Returns the bound of the parts that a shard keeps of each source. */
  public int mostPartsOfSource() {
    return 2 * (inFlight + 1);
  }
}
