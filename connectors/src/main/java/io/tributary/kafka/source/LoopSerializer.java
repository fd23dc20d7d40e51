package io.tributary.kafka.source;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes records that are bytes already, all of them to the first partition, in order. */
final class LoopSerializer implements KafkaRecordSerializationSchema<byte[]> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  LoopSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      byte[] value, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, BlockMessageSerializer.PARTITION, null, value);
  }
}
