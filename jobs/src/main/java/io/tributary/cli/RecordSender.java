package io.tributary.cli;

import io.tributary.format.FileRecord;
import io.tributary.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records with an ordinary producer, keyed, in their order. */
final class RecordSender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long sent;

  RecordSender(Producer<byte[], byte[]> producer, String topic, int partitions) {
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
  }

  /**
   * Creates a sender.
   *
   * @param partitions number of partitions over which records without a key go in turn, the same
   *     way at every run; or 0 to leave that to the producer
   */
  static RecordSender to(KafkaSettings kafka, String topic, int partitions) {
    Properties properties = kafka.toProperties();
    properties.putIfAbsent("linger.ms", "5");
    try {
      return new RecordSender(
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
          topic,
          partitions);
    } catch (KafkaException e) {
      throw new CommandFailedException(
          "kafka can't be used: bootstrap.servers=" + kafka.bootstrapServers(), e);
    }
  }

  /** Sends a record, some time soon. */
  void send(FileRecord fileRecord) {
    send(fileRecord.key(), fileRecord.json());
  }

  /** Sends a record, some time soon. */
  void send(byte @Nullable [] key, byte[] value) {
    requireNoFailure();
    Integer partition = key == null && partitions > 0 ? (int) (sent % partitions) : null;
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
    sent++;
  }

  long sent() {
    return sent;
  }

  /** Returns once all records have arrived. */
  void flush() {
    producer.flush();
    requireNoFailure();
  }

  private void requireNoFailure() {
    Exception cause = failure.get();
    if (cause != null) {
      throw new CommandFailedException(
          "records can't be sent: topic=" + topic + " sent=" + sent, cause);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
