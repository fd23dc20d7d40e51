package io.tributary.bench;

import io.tributary.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The rows of a filled topic, read with an ordinary consumer. */
final class TopicRows {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int EMPTY_POLLS = 60;

  private final KafkaSettings kafka;
  private final ClickData data;

  TopicRows(KafkaSettings kafka, ClickData data) {
    this.kafka = kafka;
    this.data = data;
  }

  /**
   * Reads at least so many rows and forgets them; tells after each poll how many there were.
   *
   * @return how many there were in the end
   */
  long each(long rows, LongConsumer progress) {
    return read(rows, record -> {}, progress);
  }

  /** Returns the values of the first rows. */
  List<byte[]> first(int rows) {
    List<byte[]> values = new ArrayList<>(rows);
    var unused =
        read(
            rows,
            record -> {
              if (values.size() < rows) {
                values.add(record.value());
              }
            },
            done -> {});
    return values;
  }

  private long read(
      long rows,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action,
      LongConsumer progress) {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < data.partitions(); i++) {
        partitions.add(new TopicPartition(data.topic(), i));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long done = 0;
      int empty = 0;
      while (done < rows) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        empty = polled.isEmpty() ? empty + 1 : 0;
        if (empty > EMPTY_POLLS) {
          throw new BenchException(
              "rows are missing: topic=" + data.topic() + " rows=" + rows + " read=" + done);
        }
        polled.forEach(action);
        done += polled.count();
        progress.accept(done);
      }
      return done;
    }
  }
}
