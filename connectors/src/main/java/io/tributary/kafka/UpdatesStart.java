package io.tributary.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the updates topic is read from: a time, and the oldest record when retention has overtaken
 * the offset that a job goes on from. Flink's own initializer would go on at the end then, and a
 * job that goes back to an old savepoint might miss the opening that it waits for.
 */
@SuppressWarnings("deprecation") // OffsetResetStrategy, which Flink's interface still has
final class UpdatesStart implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final OffsetsInitializer since;

  UpdatesStart(long timeMillis) {
    since = OffsetsInitializer.timestamp(timeMillis);
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return since.getPartitionOffsets(partitions, retriever);
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
