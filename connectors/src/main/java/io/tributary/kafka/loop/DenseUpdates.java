package io.tributary.kafka.loop;

import io.tributary.codec.BlockMessageCodec;
import java.time.InstantSource;

/**
 * The updates of a model's dense table, for those who learn it beside shards. Updates of its sparse
 * table, of which there are many more, are passed over without a look.
 *
 * @param updates the model's updates topic
 * @param firstBlock number of the dense table's first block
 */
public record DenseUpdates(UpdatesTopic updates, int firstBlock) implements LoopFeed {
  /** Subscribes; all subscribers of a job in this process share one consumer. */
  @Override
  public Updates subscribe(LoopControl loop, Runnable onMessage) {
    CheckedUpdates checked = updates.checked(loop.skipped(), InstantSource.system());
    LoopRecords dense =
        (partition, offset, record) -> {
          int block = record == null ? -1 : BlockMessageCodec.blockOf(record);
          return block >= 0 && block < firstBlock ? null : checked.read(partition, offset, record);
        };
    return loop.denseFeed().subscribe(updates.since(InstantSource.system()), dense, onMessage);
  }
}
