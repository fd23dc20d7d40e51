package io.tributary.kafka.loop;

import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.SkippedUpdates;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * The updates topic of a model, to be read from some time on.
 *
 * @param kafka how to reach Kafka
 * @param topic its name
 * @param check what its messages can be
 */
public record UpdatesTopic(KafkaSettings kafka, String topic, UpdateCheck check)
    implements Serializable {

  /** Returns what turns the topic's records into what replicas are given. */
  public CheckedUpdates checked(SkippedUpdates skipped, InstantSource clock) {
    return new CheckedUpdates(topic, check, skipped, clock);
  }

  /**
   * Returns what opens a consumer of all partitions, from now on. The consumer begins some time
   * earlier, because clocks differ; skipping what others wrote then costs only a moment.
   */
  public Supplier<Consumer<byte[], byte[]>> since(InstantSource clock) {
    return new LoopTopic(kafka, topic).since(clock);
  }
}
