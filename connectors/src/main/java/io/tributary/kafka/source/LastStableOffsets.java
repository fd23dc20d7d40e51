package io.tributary.kafka.source;

import io.tributary.kafka.KafkaSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The end of each partition as the job's consumers see it. Consumers that read only committed
 * records see the end before the first open transaction. Flink's own {@code latest} is always
 * behind the last record, so a bounded input would wait there until the transaction is over.
 *
 * @see ModelTopics#latest
 */
@SuppressWarnings("deprecation") // Kafka's name for it, which Flink's interface uses
final class LastStableOffsets implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final KafkaSettings kafka;

  LastStableOffsets(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.remove("group.id");
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    try (Admin admin = Admin.create(properties)) {
      ListOffsetsResult result = admin.listOffsets(asked, new ListOffsetsOptions(isolation()));
      for (TopicPartition partition : partitions) {
        ends.put(partition, result.partitionResult(partition).get().offset());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "end of the input can't be found: bootstrap.servers="
              + kafka.bootstrapServers()
              + " partitions="
              + partitions,
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for the end of the input", e);
    }
    return ends;
  }

  private IsolationLevel isolation() {
    String level = kafka.toMap().getOrDefault(ModelTopics.ISOLATION, ModelTopics.COMMITTED);
    return IsolationLevel.valueOf(level.toUpperCase(Locale.ROOT));
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.LATEST;
  }
}
