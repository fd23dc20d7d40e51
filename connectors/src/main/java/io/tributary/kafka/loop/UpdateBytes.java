package io.tributary.kafka.loop;

import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Passes the records of the updates topic on as bytes, each with its partition and offset. Replicas
 * decode the bytes ({@link DecodedUpdates}), so nothing is decoded and encoded again on the way.
 * The layout, which is sent between tasks and never stored:
 *
 * <pre>
 * | partition 4 | offset 8 | value |
 * </pre>
 */
public final class UpdateBytes implements KafkaRecordDeserializationSchema<byte[]> {
  private static final long serialVersionUID = 1L;
  private static final int OFFSET = Integer.BYTES;
  private static final int VALUE = OFFSET + Long.BYTES;

  public UpdateBytes() {}

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<byte[]> out) {
    out.collect(write(record.partition(), record.offset(), record.value()));
  }

  /**
   * Returns the bytes of a record with its place. A record without a value is as broken as an empty
   * one.
   */
  public static byte[] write(int partition, long offset, byte @Nullable [] value) {
    int length = value == null ? 0 : value.length;
    ByteBuffer bytes = ByteBuffer.allocate(VALUE + length).putInt(partition).putLong(offset);
    if (value != null) {
      bytes.put(value);
    }
    return bytes.array();
  }

  static int partition(byte[] written) {
    return ByteBuffer.wrap(written).getInt();
  }

  static long offset(byte[] written) {
    return ByteBuffer.wrap(written).getLong(OFFSET);
  }

  static byte[] value(byte[] written) {
    byte[] value = new byte[written.length - VALUE];
    System.arraycopy(written, VALUE, value, 0, value.length);
    return value;
  }

  @Override
  public TypeInformation<byte[]> getProducedType() {
    return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
  }
}
