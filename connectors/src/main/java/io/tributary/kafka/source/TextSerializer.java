package io.tributary.kafka.source;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes texts without a key. */
final class TextSerializer implements KafkaRecordSerializationSchema<String> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  TextSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      String text, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, text.getBytes(StandardCharsets.UTF_8));
  }
}
