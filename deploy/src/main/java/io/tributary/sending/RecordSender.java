package io.tributary.sending;

import io.tributary.failure.CommandFailedException;
import io.tributary.format.FileRecord;
import io.tributary.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records with an ordinary producer, keyed, in their order, and knows which of them Kafka has
 * taken. A record that Kafka will never take for its size is passed over; any other failure is the
 * end.
 */
public final class RecordSender implements AutoCloseable {
  private static final int SHOWN_ROWS = 10;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private long sent;

  // Told by the producer's thread.
  private final Object lock = new Object();
  private final List<Long> tooLargeRows = new ArrayList<>();
  private long acknowledged;
  private long firstFailed = Long.MAX_VALUE;
  private @Nullable Exception failure;
  private @Nullable Exception tooLargeFailure;

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
  public static RecordSender to(KafkaSettings kafka, String topic, int partitions) {
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
  public void send(FileRecord fileRecord) {
    send(fileRecord.key(), fileRecord.json());
  }

  /**
   * Sends a record, some time soon.
   *
   * @throws CommandFailedException when an earlier one could not be sent
   */
  public void send(byte @Nullable [] key, byte[] value) {
    requireNoFailure();
    Integer partition = key == null && partitions > 0 ? (int) (sent % partitions) : null;
    long row = sent;
    sent++;
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (metadata, exception) -> completed(row, exception));
  }

  private void completed(long row, @Nullable Exception exception) {
    synchronized (lock) {
      if (exception == null) {
        acknowledged++;
      } else if (exception instanceof RecordTooLargeException) {
        tooLargeFailure = exception;
        tooLargeRows.add(row);
      } else {
        firstFailed = Math.min(firstFailed, row);
        failure = failure == null ? exception : failure;
      }
    }
  }

  /** Returns the number of records that were given to the producer. */
  public long sent() {
    return sent;
  }

  /** Returns the number of records that Kafka has taken. */
  long acknowledged() {
    synchronized (lock) {
      return acknowledged;
    }
  }

  /**
   * Returns the number of the first record, from 0, that Kafka has not taken although it could:
   * those before it need not be sent again. It is known once the sender is closed.
   */
  long resumeAt() {
    synchronized (lock) {
      return Math.min(firstFailed, sent);
    }
  }

  /** Returns how many records from {@link #resumeAt} on Kafka has taken nevertheless. */
  long takenBeyond() {
    synchronized (lock) {
      long refusedBefore = tooLargeRows.stream().filter(row -> row < firstFailed).count();
      return firstFailed > sent ? 0 : acknowledged - (firstFailed - refusedBefore);
    }
  }

  /**
   * Returns once all records have arrived.
   *
   * @throws CommandFailedException when some have not
   */
  public void flush() {
    awaitAll();
    requireNoneTooLarge(1);
  }

  /**
   * Returns once all records have arrived but for those that are too large.
   *
   * @throws CommandFailedException when another has not
   */
  void awaitAll() {
    producer.flush();
    requireNoFailure();
  }

  private void requireNoFailure() {
    synchronized (lock) {
      if (failure != null) {
        throw new CommandFailedException(
            "records can't be sent: topic=" + topic + " acknowledged=" + acknowledged, failure);
      }
    }
  }

  /**
   * Checks that no record was passed over.
   *
   * @param firstRow the number of the first record sent
   */
  void requireNoneTooLarge(long firstRow) {
    synchronized (lock) {
      if (!tooLargeRows.isEmpty()) {
        throw new CommandFailedException(
            "records are too large for kafka and were passed over: topic="
                + topic
                + " count="
                + tooLargeRows.size()
                + " rows="
                + tooLargeRows.stream()
                    .limit(SHOWN_ROWS)
                    .map(row -> Long.toString(firstRow + row))
                    .collect(Collectors.joining(","))
                + (tooLargeRows.size() > SHOWN_ROWS ? ",..." : ""),
            tooLargeFailure);
      }
    }
  }

  /** Waits for records that are under way, but not for ever; then all counts are final. */
  void close(Duration patience) {
    producer.close(patience);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
