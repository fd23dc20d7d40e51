package io.tributary.kafka.loop;

import io.tributary.kafka.KafkaSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides where an incarnation begins to read updates. It begins at its checkpoint's position, but
 * never later than what was written shortly before the incarnation started.
 *
 * <p>A checkpoint's position may mean nothing, because the topic may have been made anew since, on
 * another broker or after a loss. Then the position lies beyond the topic's end. By the time
 * somebody looks, the masters of this incarnation may have written past the position, and a replica
 * that misses an opening would wait for it for ever. Reading what an earlier incarnation wrote
 * costs only a moment.
 */
public final class RecentUpdates {
  /** How far clocks may differ. */
  public static final long MARGIN_MILLIS = 60_000;

  private final KafkaSettings kafka;
  private final InstantSource clock;

  public RecentUpdates(KafkaSettings kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
  }

  /** Returns the splits as a checkpoint has them, with positions to begin at. */
  public List<KafkaPartitionSplit> positioned(List<KafkaPartitionSplit> splits) {
    if (splits.isEmpty()) {
      return splits;
    }
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.remove("group.id");
    try (Admin admin = Admin.create(properties)) {
      // The ends first: what is written between the two questions is then not skipped.
      ListOffsetsResult ends = ask(admin, splits, OffsetSpec.latest());
      ListOffsetsResult recent =
          ask(admin, splits, OffsetSpec.forTimestamp(clock.millis() - MARGIN_MILLIS));
      List<KafkaPartitionSplit> positioned = new ArrayList<>();
      for (KafkaPartitionSplit split : splits) {
        TopicPartition partition = split.getTopicPartition();
        long end = offset(ends, partition);
        positioned.add(
            new KafkaPartitionSplit(
                partition,
                first(split.getStartingOffset(), end, offset(recent, partition)),
                split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET)));
      }
      return positioned;
    }
  }

  /**
   * Returns where to begin.
   *
   * @param checkpointed where the checkpoint says
   * @param end where the partition ended before {@code recent} was asked for
   * @param recent the first record written recently, negative when there is none
   */
  static long first(long checkpointed, long end, long recent) {
    return Math.min(checkpointed, recent < 0 ? end : recent);
  }

  private ListOffsetsResult ask(Admin admin, List<KafkaPartitionSplit> splits, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    splits.forEach(split -> asked.put(split.getTopicPartition(), which));
    ListOffsetsResult result = admin.listOffsets(asked);
    // The answer is waited for, so that the next question is a later one.
    splits.forEach(split -> offset(result, split.getTopicPartition()));
    return result;
  }

  private long offset(ListOffsetsResult result, TopicPartition partition) {
    try {
      return result.partitionResult(partition).get().offset();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "updates can't be found: bootstrap.servers="
              + kafka.bootstrapServers()
              + " partition="
              + partition,
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for updates", e);
    }
  }
}
