package io.tributary.kafka.source;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteWriter;
import io.tributary.model.BlockMessage;
import java.nio.ByteBuffer;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes the records of the updates topic, with the block as their key, all of them to the first
 * partition. A block's messages must stay in order. When somebody adds partitions, keys move to
 * other partitions, and readers may not know these yet.
 */
final class BlockMessageSerializer implements KafkaRecordSerializationSchema<BlockMessage> {
  private static final long serialVersionUID = 1L;

  /** The partition that every topic has, and that readers know. */
  static final int PARTITION = 0;

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
    return new ProducerRecord<>(topic, PARTITION, key, out.toByteArray());
  }
}
