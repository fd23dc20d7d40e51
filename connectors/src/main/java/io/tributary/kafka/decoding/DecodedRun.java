package io.tributary.kafka.decoding;

import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Some records of a split, one after the other: what they say, and their times. The run is a record
 * itself, at the place of its first record, because Flink's Kafka readers hand over nothing else.
 * They hand over record by record, at a cost that the examples of a run share.
 */
final class DecodedRun extends ConsumerRecord<byte[], byte[]> {
  /** A run is short, because a task looks for checkpoints, timers and updates between two runs. */
  static final int MOST = 32;

  private static final RecordHeaders NO_HEADERS = new RecordHeaders();

  private final InputRecord[] inputs = new InputRecord[MOST];
  private final long[] timestamps = new long[MOST];
  private int size;
  private long lastOffset;

  /** Creates an empty run, to begin with a record. */
  DecodedRun(ConsumerRecord<byte[], ?> first) {
    this(first, first.offset());
  }

  private DecodedRun(ConsumerRecord<byte[], ?> like, long offset) {
    super(
        like.topic(),
        like.partition(),
        offset,
        like.timestamp(),
        like.timestampType(),
        NULL_SIZE,
        NULL_SIZE,
        null,
        null,
        NO_HEADERS,
        Optional.empty());
  }

  /** Returns a run of something that is no record, at the place and the time of the last one. */
  DecodedRun followedBy(InputRecord input) {
    DecodedRun run = new DecodedRun(this, lastOffset);
    run.inputs[0] = input;
    run.timestamps[0] = timestamps[size - 1];
    run.lastOffset = lastOffset;
    run.size = 1;
    return run;
  }

  /** Adds the next record. */
  void add(ConsumerRecord<byte[], ?> record, InputRecord input) {
    inputs[size] = input;
    timestamps[size++] = record.timestamp();
    lastOffset = record.offset();
  }

  boolean isFull() {
    return size == MOST;
  }

  int size() {
    return size;
  }

  /** Returns the offset of the last record. */
  long lastOffset() {
    return lastOffset;
  }

  /** Gives what each record says to a consumer, with the record's time. */
  void forEach(ObjLongConsumer<InputRecord> consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(inputs[i], timestamps[i]);
    }
  }
}
