package io.tributary.kafka.loop;

import io.tributary.kafka.KafkaSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic through which a loop closes.
 *
 * @param kafka how to reach Kafka
 * @param topic its name
 */
record LoopTopic(KafkaSettings kafka, String topic) {
  /**
   * Returns what opens a consumer of all partitions, from now on. The consumer begins some time
   * earlier, because clocks differ; skipping what others wrote then costs only a moment.
   */
  Supplier<Consumer<byte[], byte[]>> since(InstantSource clock) {
    long start = clock.millis() - RecentUpdates.MARGIN_MILLIS;
    return () -> open(start);
  }

  private Consumer<byte[], byte[]> open(long startMillis) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      // The ends first: what is written between the two questions is then not skipped.
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, startMillis));
      Map<TopicPartition, OffsetAndTimestamp> recent = consumer.offsetsForTimes(times);
      ends.forEach(
          (partition, end) -> {
            OffsetAndTimestamp first = recent.get(partition);
            consumer.seek(partition, first == null ? end : first.offset());
          });
      return consumer;
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "topic of a loop is not there: topic="
              + topic
              + " bootstrap.servers="
              + kafka.bootstrapServers());
    }
    return partitions.stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // Also what happens when the topic's retention has overtaken a slow replica.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A record is wanted the moment it is there.
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "1");
    return properties;
  }
}
