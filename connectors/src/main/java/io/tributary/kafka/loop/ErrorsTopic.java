package io.tributary.kafka.loop;

import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.LoopRecord;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import java.io.Serializable;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The errors topic of a model that is dealt out to shards. Readers decode its records themselves,
 * because each of them needs another part.
 *
 * @param kafka how to reach Kafka
 * @param topic its name
 */
public record ErrorsTopic(KafkaSettings kafka, String topic) implements Serializable {
  /**
   * Subscribes to what is written from now on; perhaps some of what was written before comes first.
   *
   * @param loop the control of the job, whose subscribers in this process share one consumer
   * @param onMessage called whenever there may be something to poll, on another thread
   */
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
