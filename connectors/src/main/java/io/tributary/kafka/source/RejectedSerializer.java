package io.tributary.kafka.source;

import io.tributary.rejected.RejectedRecord;
import io.tributary.rejected.RejectedRecordJson;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes rejected records under their own key. */
final class RejectedSerializer implements KafkaRecordSerializationSchema<RejectedRecord> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  RejectedSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      RejectedRecord rejected, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, rejected.key(), RejectedRecordJson.write(rejected));
  }
}
