package io.tributary.training;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends records at a steady pace from a thread of its own, so that examples flow whatever the test
 * does meanwhile, but no more of them than the test has allowed: a slow machine must not find the
 * end of the input sooner than the test wants it.
 */
final class RowFeed implements AutoCloseable {
  private static final int TICK_MILLIS = 20;
  private static final int PER_TICK = 200;

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final TestTopics topics;
  private final List<ProducerRecord<byte[], byte[]>> records;
  private volatile int allowed;
  private int sent;

  RowFeed(TestTopics topics, List<ProducerRecord<byte[], byte[]>> records) {
    this.topics = topics;
    this.records = records;
    var unused = executor.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    int to = Math.min(Math.min(allowed, records.size()), sent + PER_TICK);
    topics.send(records.subList(sent, to));
    sent = to;
  }

  /** Lets it send so many records in all; none before. */
  void allow(int total) {
    allowed = Math.max(allowed, total);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
