package io.tributary.training;

import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.LoopRecord;
import io.tributary.kafka.loop.LoopControl;
import io.tributary.kafka.loop.LoopFeed;
import io.tributary.kafka.loop.Updates;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A feed of the errors topic that delivers when the test says so.
 *
 * @param id tells it from other feeds of this process
 */
record MemoryFeed(String id) implements LoopFeed {
  private static final Map<String, Subscription> SUBSCRIPTIONS = new ConcurrentHashMap<>();

  private record Subscription(Queue<InputRecord> waiting, Runnable onMessage) {}

  /** Delivers a record. */
  void deliver(byte[] value) {
    Subscription subscription = SUBSCRIPTIONS.get(id);
    subscription.waiting.add(new LoopRecord(value));
    subscription.onMessage.run();
  }

  @Override
  public Updates subscribe(LoopControl loop, Runnable onMessage) {
    Queue<InputRecord> waiting = new ConcurrentLinkedQueue<>();
    SUBSCRIPTIONS.put(id, new Subscription(waiting, onMessage));
    return new Updates() {
      @Override
      public @Nullable InputRecord poll() {
        return waiting.poll();
      }

      @Override
      public boolean hasNext() {
        return !waiting.isEmpty();
      }

      @Override
      public void close() {
        SUBSCRIPTIONS.remove(id);
      }
    };
  }
}
