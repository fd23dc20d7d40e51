package io.tributary.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of which only its place is left, and what it says: Flink's Kafka readers hand over
 * nothing but records.
 */
final class DecodedInput extends ConsumerRecord<byte[], byte[]> {
  private static final RecordHeaders NO_HEADERS = new RecordHeaders();

  private final InputRecord input;

  DecodedInput(ConsumerRecord<byte[], byte[]> record, InputRecord input) {
    super(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        NULL_SIZE,
        NULL_SIZE,
        null,
        null,
        NO_HEADERS,
        Optional.empty());
    this.input = input;
  }

  InputRecord input() {
    return input;
  }
}
