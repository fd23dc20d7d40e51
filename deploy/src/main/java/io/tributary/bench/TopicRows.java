package io.tributary.bench;

import io.tributary.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The rows of a filled topic from the first one on, read with an ordinary consumer. */
final class TopicRows implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int EMPTY_POLLS = 60;

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private long read;

  TopicRows(KafkaSettings kafka, ClickData data) {
    topic = data.topic();
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, data.partitions()).mapToObj(i -> new TopicPartition(topic, i)).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Returns some rows more.
   *
   * @throws BenchException when none come
   */
  ConsumerRecords<byte[], byte[]> poll() {
    for (int i = 0; i < EMPTY_POLLS; i++) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      if (!polled.isEmpty()) {
        read += polled.count();
        return polled;
      }
    }
    throw new BenchException("rows are missing: topic=" + topic + " read=" + read);
  }

  /** Returns the values of the next rows, at least so many. */
  List<byte[]> values(int rows) {
    List<byte[]> values = new ArrayList<>(rows);
    while (values.size() < rows) {
      for (ConsumerRecord<byte[], byte[]> row : poll()) {
        values.add(row.value());
      }
    }
    return values;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
