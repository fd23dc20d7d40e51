package io.tributary.config;

import io.tributary.sharded.BatchSize;
import java.time.Duration;

/**
 * How a model is learned that is dealt out to shards.
 *
 * @param shards number of tasks among which the blocks are dealt out; at most the number of blocks
 * @param batchSize examples of a full mini-batch of one source
 * @param batchMaxDelay how long a batch that has examples stays open; zero closes batches by count
 *     alone, which is reproducible
 * @param inFlight how many rounds a forward step may be behind the batches before it
 * @param publishDelay least time between two updates of a block; zero publishes each round
 * @param denseRound of a model with a dense table: how many mini-batches of a source lie between
 *     two merges of the sources' copies of it
 */
public record ShardingConfig(
    int shards,
    BatchSize batchSize,
    Duration batchMaxDelay,
    int inFlight,
    Duration publishDelay,
    int denseRound) {
  /** Returns the same settings with another number of shards. */
  public ShardingConfig withShards(int value) {
    return new ShardingConfig(value, batchSize, batchMaxDelay, inFlight, publishDelay, denseRound);
  }
}
