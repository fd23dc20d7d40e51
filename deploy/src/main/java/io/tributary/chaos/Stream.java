package io.tributary.chaos;

import io.tributary.format.FileRecord;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a known number of records to a topic, in turn over its partitions, at some rate: pauses on
 * request, and waits for permission at its limit, which is nothing at first.
 */
final class Stream implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
  private static final long NOW = Long.MAX_VALUE;

  private final CampaignHost surroundings;
  private final Waiting waiting;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final ChaosPlan plan;
  private final Thread thread;
  private volatile boolean paused;
  // Counted, so that a thread that is late takes no pause for the next one.
  private volatile int pauses;
  private volatile int rested;
  private volatile boolean released;
  private volatile long limit;
  private volatile boolean closing;
  private volatile long sent;
  private volatile @Nullable Exception failure;

  Stream(
      CampaignHost surroundings,
      KafkaSettings kafka,
      String topic,
      int partitions,
      ChaosPlan plan) {
    this.surroundings = surroundings;
    waiting = surroundings.waiting();
    this.topic = topic;
    this.partitions = partitions;
    this.plan = plan;
    Properties properties = kafka.toProperties();
    properties.put("linger.ms", "5");
    // A broker that is killed comes back, and then has all of it once.
    properties.put("enable.idempotence", "true");
    properties.put("delivery.timeout.ms", Long.toString(Duration.ofMinutes(5).toMillis()));
    properties.put("max.block.ms", Long.toString(Duration.ofMinutes(5).toMillis()));
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    thread = new Thread(this::run, "stream-" + topic);
    thread.setDaemon(true);
  }

  /** Begins, until some number of records is sent. */
  void start(long count) {
    limit = count;
    thread.start();
  }

  /** Returns the end of each partition once all is sent. */
  Map<TopicPartition, Long> endOffsets() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition(topic, partition), sentTo(partition, plan.examples()));
    }
    return ends;
  }

  /** Returns how many of the first records go to a partition. */
  private long sentTo(int partition, long count) {
    return count / partitions + (partition < count % partitions ? 1 : 0);
  }

  /** Returns the number of records that every partition has at least. */
  long sentToEach() {
    return sent / partitions;
  }

  long sent() {
    return sent;
  }

  /** Stops sending; returns when all that was sent has arrived. */
  // Only the campaign's thread writes it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void pause(Patience patience) {
    pauses++;
    paused = true;
    patience.await(
        "stream to pause", Duration.ofMinutes(6), () -> rested == pauses || failure != null);
    requireNoFailure();
  }

  /** Lets it flow until some number of records is sent in all, unless it already is. */
  void flowUntil(long count) {
    limit = count;
    paused = false;
  }

  /** Sends the rest, without any pace. */
  void release() {
    released = true;
    flowUntil(plan.examples());
  }

  private void requireNoFailure() {
    Exception cause = failure;
    if (cause != null) {
      throw new ChaosException("records can't be sent: topic=" + topic + " sent=" + sent, cause);
    }
  }

  private void run() {
    try {
      send();
    } catch (IOException | RuntimeException e) {
      if (!closing) {
        failure = e;
      }
    }
  }

  private void send() throws IOException {
    long start = NOW;
    long first = 0;
    RecordFile file = surroundings.data();
    try {
      while (sent < plan.examples() && !closing) {
        if (paused || sent >= limit) {
          rest();
          start = NOW;
          continue;
        }
        if (start == NOW) {
          start = waiting.nanos();
          first = sent;
        }
        if (!released && sent - first >= plan.rate() * (waiting.nanos() - start) / 1e9) {
          waiting.pause(LOOK_AGAIN);
          continue;
        }
        if (!file.hasNext()) {
          file.close();
          file = surroundings.data();
        }
        send(file.next());
      }
      producer.flush();
    } finally {
      file.close();
    }
  }

  private void send(FileRecord fileRecord) {
    int partition = (int) (sent % partitions);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, fileRecord.key(), fileRecord.json()),
            (metadata, exception) -> {
              if (exception != null && failure == null) {
                failure = exception;
              }
            });
    advance();
  }

  // Only this thread writes it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void advance() {
    sent++;
  }

  private void rest() {
    int asked = pauses;
    if (rested != asked) {
      producer.flush();
      rested = asked;
    }
    waiting.pause(LOOK_AGAIN);
  }

  @Override
  public void close() {
    closing = true;
    producer.close(Duration.ZERO);
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
