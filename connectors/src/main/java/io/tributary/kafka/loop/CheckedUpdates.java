package io.tributary.kafka.loop;

import io.tributary.codec.UnusableUpdateException;
import io.tributary.codec.UpdateCheck;
import io.tributary.kafka.SkippedUpdates;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of the updates topic into what replicas are given.
 *
 * @param topic name of the topic
 * @param check what can be true
 * @param skipped where it says what it passes over
 * @param clock the time
 */
public record CheckedUpdates(
    String topic, UpdateCheck check, SkippedUpdates skipped, InstantSource clock)
    implements LoopRecords {

  /** Returns the message of a record, or the note that the record was passed over. */
  @Override
  public InputRecord read(int partition, long offset, byte @Nullable [] record) {
    try {
      return new MasterMessage(check.read(record, clock.millis()), partition, offset);
    } catch (UnusableUpdateException e) {
      skipped.skipped(topic, partition, offset, e);
      return new Skipped();
    }
  }
}
