package io.tributary.sharded;

import io.tributary.sharded.CombinerMessage.Labels;

/** Where a batcher's messages go. */
public interface BatcherOutput {
  /** Sends a message to the shard of its block, in order. */
  void toShard(ShardMessage message);

  /** Sends labels to the combiner of their source, in order. */
  void toCombiner(Labels labels);

  /** Asks for {@link Batcher#onTimer} at a time, ms since the epoch, or soon after. */
  void wakeAt(long timeMillis);
}
