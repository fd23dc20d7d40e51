package io.tributary.kafka.loop;

import io.tributary.kafka.decoding.InputRecord;
import org.jspecify.annotations.Nullable;

/** Turns records of the topic of a loop into what is given to those who read it. */
@FunctionalInterface
public interface LoopRecords {
  /**
   * Returns what is in a record, or the note that the record was passed over; null when it concerns
   * nobody who reads here.
   *
   * @param record its value, null when it has none
   */
  @Nullable InputRecord read(int partition, long offset, byte @Nullable [] record);
}
