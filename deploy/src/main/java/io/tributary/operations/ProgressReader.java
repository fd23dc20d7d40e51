package io.tributary.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tributary.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows the progress topic from its end on, and knows the latest record. */
public final class ProgressReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<String, String> consumer;
  private final Thread thread;
  private volatile JsonNode latest = MissingNode.getInstance();
  private volatile boolean closing;

  private ProgressReader(Consumer<String, String> consumer) {
    this.consumer = consumer;
    thread = new Thread(this::run, "progress-reader");
    thread.setDaemon(true);
  }

  /** Begins to follow; records that are there already are of an earlier job. */
  public static ProgressReader start(KafkaSettings kafka, String topic) {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    Consumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToEnd(List.of(partition));
    // Only this asks where the end is; later it would be too late.
    consumer.position(partition);
    ProgressReader reader = new ProgressReader(consumer);
    reader.thread.start();
    return reader;
  }

  /** Returns the last record of the topic; nothing when there is none, or no answer in time. */
  public static Optional<JsonNode> last(KafkaSettings kafka, String topic, Duration patience) {
    Map<String, Object> properties = new HashMap<>(kafka.toMap());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> one = List.of(partition);
      if (consumer.partitionsFor(topic, patience).isEmpty()) {
        return Optional.empty();
      }
      long end = consumer.endOffsets(one, patience).getOrDefault(partition, 0L);
      if (end <= consumer.beginningOffsets(one, patience).getOrDefault(partition, 0L)) {
        // Nothing to wait for: who has just submitted a job asks before it has anything to tell.
        return Optional.empty();
      }
      consumer.assign(one);
      consumer.seek(partition, end - 1);
      for (ConsumerRecord<String, String> message : consumer.poll(patience)) {
        return Optional.of(JSON.readTree(message.value()));
      }
      return Optional.empty();
    } catch (KafkaException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private void run() {
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
          take(message.value());
        }
      }
    } catch (WakeupException | InterruptException e) {
      // Closing.
    }
  }

  private void take(String value) {
    try {
      latest = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      // Not from a job of ours; the next one may be.
    }
  }

  /** Returns the latest record, or a missing node when there is none yet. */
  public JsonNode latest() {
    return latest;
  }

  /** Returns true when the latest record is the last one of a job whose input has ended. */
  public boolean hasFinal() {
    return latest.path("final").asBoolean(false);
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
