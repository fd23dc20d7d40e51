package io.tributary.kafka;

import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Passes the records of the updates topic on as they are: replicas decode them ({@link
 * DecodedUpdates}), so that they are neither decoded nor encoded on their way.
 */
final class UpdateBytes implements KafkaRecordDeserializationSchema<byte[]> {
  private static final long serialVersionUID = 1L;

  UpdateBytes() {}

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<byte[]> out) {
    // One without a value is as broken as one that can't be decoded.
    out.collect(record.value() == null ? new byte[0] : record.value());
  }

  @Override
  public TypeInformation<byte[]> getProducedType() {
    return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
  }
}
