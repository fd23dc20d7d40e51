package io.tributary.kafka;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import java.nio.ByteBuffer;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the records of the updates topic, keyed by block so that a block's messages stay in order.
 */
final class BlockMessageSerializer implements KafkaRecordSerializationSchema<BlockMessage> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  BlockMessageSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      BlockMessage message, KafkaSinkContext context, Long timestamp) {
    ByteWriter out = new ByteWriter(1024);
    BlockMessageCodec.INSTANCE.encode(message, out);
    byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(message.block()).array();
    return new ProducerRecord<>(topic, key, out.toByteArray());
  }
}
