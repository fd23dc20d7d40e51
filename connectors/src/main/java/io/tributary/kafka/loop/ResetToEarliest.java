package io.tributary.kafka.loop;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins as another initializer says, and when a checkpoint's position is no longer on the topic,
 * goes on with the oldest record that is. Most initializers would go on with whatever comes next,
 * and skip what was written meanwhile.
 */
@SuppressWarnings("deprecation") // Kafka's name for it, which Flink's interface uses
public final class ResetToEarliest implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final OffsetsInitializer start;

  public ResetToEarliest(OffsetsInitializer start) {
    this.start = start;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    return start.getPartitionOffsets(partitions, retriever);
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
