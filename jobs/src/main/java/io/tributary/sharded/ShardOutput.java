package io.tributary.sharded;

import io.tributary.model.BlockMessage;

/** Where a shard's messages go. */
public interface ShardOutput {
  /**
   * Sends a message to the combiner of its source, or to all when it is a {@link
   * CombinerMessage.Joined}.
   */
  void toCombiner(CombinerMessage message);

  /** Publishes a message on the updates topic. */
  void publish(BlockMessage message);

  /** Asks for {@link Shard#onTimer} at a time, ms since the epoch, or soon after. */
  void wakeAt(long timeMillis);
}
