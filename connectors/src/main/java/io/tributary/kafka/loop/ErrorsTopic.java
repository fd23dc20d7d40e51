package io.tributary.kafka.loop;

import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.LoopRecord;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The errors topic of a model that is dealt out to shards. Readers decode its records themselves,
 * because each of them needs another part.
 *
 * @param kafka how to reach Kafka
 * @param topic its name
 */
public record ErrorsTopic(KafkaSettings kafka, String topic) implements LoopFeed {
  /** Subscribes; all subscribers of a job in this process share one consumer. */
  @Override
  public Updates subscribe(LoopControl loop, Runnable onMessage) {
    return loop.feed()
        .subscribe(
            new LoopTopic(kafka, topic).since(InstantSource.system()),
            ErrorsTopic::record,
            onMessage);
  }

  private static InputRecord record(int partition, long offset, byte @Nullable [] value) {
    return value == null ? new Skipped() : new LoopRecord(value);
  }
}
