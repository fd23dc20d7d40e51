package io.tributary.kafka.loop;

import io.tributary.kafka.decoding.InputRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes the topic of a loop, most often that of updates, once for all replicas of a
 * process. Each replica is given the same immutable messages in the same order, and told of records
 * that were passed over. A thread reads while any replica is subscribed. Thread safe.
 *
 * <p>A subscriber gets everything that is written from then on, and perhaps some of what was
 * written before. That is enough for a replica: it subscribes before it registers, and its masters
 * open the blocks after it has registered.
 */
public final class UpdatesFeed {
  /**
   * How many messages may wait for a replica. At this number, the thread stops reading until there
   * are fewer.
   */
  private static final int MOST_WAITING = 1024;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final long OFFER_MILLIS = 100;

  private @Nullable Reading current;

  /**
   * Subscribes.
   *
   * @param consumer opens the consumer of a new reading, where it is to begin, on the thread that
   *     reads
   * @param records makes of records what subscribers are given
   * @param onMessage called whenever there may be something to poll, on another thread
   */
  public synchronized Updates subscribe(
      Supplier<Consumer<byte[], byte[]>> consumer, LoopRecords records, Runnable onMessage) {
    Reading reading = current;
    if (reading == null || reading.failure != null) {
      reading = new Reading(consumer, records);
      current = reading;
    }
    Subscription subscription = new Subscription(reading, onMessage);
    reading.add(subscription);
    return subscription;
  }

  private synchronized void unsubscribe(Subscription subscription) {
    Reading reading = subscription.reading;
    reading.subscriptions.remove(subscription);
    if (reading.subscriptions.isEmpty()) {
      reading.stop();
      if (current == reading) {
        current = null;
      }
    }
  }

  /** What one replica has yet to take. */
  private final class Subscription implements Updates {
    private final Reading reading;
    private final Runnable onMessage;
    private final BlockingQueue<InputRecord> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private volatile boolean closed;

    private Subscription(Reading reading, Runnable onMessage) {
      this.reading = reading;
      this.onMessage = onMessage;
    }

    @Override
    public @Nullable InputRecord poll() throws IOException {
      InputRecord next = waiting.poll();
      Exception failure = reading.failure;
      if (next == null && failure != null) {
        throw new IOException("updates can't be read", failure);
      }
      return next;
    }

    @Override
    public boolean hasNext() {
      return !waiting.isEmpty() || reading.failure != null;
    }

    private void give(InputRecord message) throws InterruptedException {
      while (!closed && !reading.stopped) {
        if (waiting.offer(message, OFFER_MILLIS, TimeUnit.MILLISECONDS)) {
          onMessage.run();
          return;
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      unsubscribe(this);
    }
  }

  /** A thread and its consumer. */
  private static final class Reading implements Runnable {
    private final Supplier<Consumer<byte[], byte[]>> opening;
    private final LoopRecords records;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable Exception failure;

    Reading(Supplier<Consumer<byte[], byte[]>> opening, LoopRecords records) {
      this.opening = opening;
      this.records = records;
    }

    void add(Subscription subscription) {
      subscriptions.add(subscription);
      if (thread == null) {
        thread = new Thread(this, "tributary-updates");
        thread.setDaemon(true);
        thread.start();
      }
    }

    @Override
    public void run() {
      try (Consumer<byte[], byte[]> opened = opening.get()) {
        consumer = opened;
        while (!stopped) {
          for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
            InputRecord read = records.read(record.partition(), record.offset(), record.value());
            if (read != null) {
              give(read);
            }
          }
        }
      } catch (WakeupException | InterruptException | InterruptedException e) {
        if (!stopped) {
          fail(e);
        }
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void give(InputRecord message) throws InterruptedException {
      for (Subscription subscription : subscriptions) {
        subscription.give(message);
      }
    }

    private void fail(Exception e) {
      failure = e;
      subscriptions.forEach(subscription -> subscription.onMessage.run());
    }

    void stop() {
      stopped = true;
      Consumer<byte[], byte[]> running = consumer;
      if (running != null) {
        running.wakeup();
      }
    }
  }
}
