package io.tributary.kafka;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.ByteReader;
import io.tributary.model.BlockMessage;
import io.tributary.types.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the records of the updates topic. */
final class BlockMessageDeserializer implements KafkaRecordDeserializationSchema<BlockMessage> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<BlockMessage> out)
      throws IOException {
    try {
      out.collect(BlockMessageCodec.INSTANCE.decode(new ByteReader(record.value())));
    } catch (RuntimeException e) {
      // A replica that skipped an update would learn on a model that is nobody else's: stop
      // instead.
      throw new IOException(
          "unreadable update: topic="
              + record.topic()
              + " partition="
              + record.partition()
              + " offset="
              + record.offset(),
          e);
    }
  }

  @Override
  public TypeInformation<BlockMessage> getProducedType() {
    return CodecTypeInfo.of(BlockMessage.class, BlockMessageCodec.INSTANCE);
  }
}
