package io.tributary.kafka.decoding;

import io.tributary.example.ExampleSchema;
import io.tributary.format.DecodedRecord;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordDecoder;
import io.tributary.format.SeenFields;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import io.tributary.kafka.decoding.InputRecord.Looked;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.rejected.RejectedRecord;
import io.tributary.types.CodecTypeInfo;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into examples where they are fetched, so that no raw record is passed on. A record
 * that can't be used becomes a rejection with its reason.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes it by open
public final class InputDecoder implements KafkaRecordDeserializationSchema<InputRecord> {
  private static final long serialVersionUID = 1L;

  // Configuration
  private final ExampleSchema schema;
  private final String format;
  private final FormatOptions options;
  private final int maxRecordBytes;

  // Runtime
  private transient RecordDecoder decoder;

  /**
   * Creates a decoder.
   *
   * @param format name of the record format
   * @param maxRecordBytes larger records are refused
   */
  public InputDecoder(
      ExampleSchema schema, String format, FormatOptions options, int maxRecordBytes) {
    this.schema = schema;
    this.format = format;
    this.options = options;
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder = RecordDecoder.of(schema, format, options, maxRecordBytes);
  }

  /** Returns another decoder like this one, to be used by one thread. */
  InputDecoder opened() {
    InputDecoder opened = new InputDecoder(schema, format, options, maxRecordBytes);
    opened.decoder = RecordDecoder.of(schema, format, options, maxRecordBytes);
    return opened;
  }

  /** Begins to look at which fields the next records have, a thousand of them. */
  InputDecoder watching() {
    decoder.watchFields();
    return this;
  }

  /** Returns which fields the first records have, as far as it is news, or null. */
  @Nullable InputRecord takeSeenFields() {
    SeenFields seen = decoder.takeSeenFields();
    return seen == null ? null : new Looked(seen);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<InputRecord> out) {
    out.collect(
        decode(record, Utils.wrapNullable(record.key()), Utils.wrapNullable(record.value())));
  }

  /**
   * Returns what becomes of a record.
   *
   * @param record the record; only its place and its time are read
   * @param key its key, or null; neither changed nor kept
   * @param value its value, or null; neither changed nor kept
   */
  InputRecord decode(
      ConsumerRecord<?, ?> record, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
    DecodedRecord decoded = decode(value, record.timestamp());
    if (decoded instanceof DecodedRecord.Rejected bad) {
      return new Rejected(
          new RejectedRecord(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              bad.reason(),
              bad.detail(),
              Utils.toNullableArray(key),
              Utils.toNullableArray(value)));
    }
    return new Decoded(((DecodedRecord.Decoded) decoded).example());
  }

  private DecodedRecord decode(@Nullable ByteBuffer value, long sentTime) {
    if (value == null || !value.hasArray()) {
      return decoder.decode(Utils.toNullableArray(value), sentTime);
    }
    int offset = value.arrayOffset() + value.position();
    return decoder.decode(value.array(), offset, value.remaining(), sentTime);
  }

  @Override
  public TypeInformation<InputRecord> getProducedType() {
    return CodecTypeInfo.of(InputRecord.class, InputRecordCodec.INSTANCE);
  }
}
