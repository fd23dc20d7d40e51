package io.tributary.kafka;

import io.tributary.example.ExampleSchema;
import io.tributary.format.DecodedRecord;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.DecodedRecord.Rejected;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordDecoder;
import io.tributary.kafka.InputRecord.Accepted;
import io.tributary.kafka.InputRecord.Refused;
import io.tributary.rejected.RejectedRecord;
import io.tributary.types.CodecTypeInfo;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns records into examples where they are read, so that nothing but examples passes on; those
 * that can't be used say why.
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

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<InputRecord> out) {
    DecodedRecord decoded = decoder.decode(record.value(), record.timestamp());
    if (decoded instanceof Decoded good) {
      out.collect(new Accepted(good.example()));
    } else if (decoded instanceof Rejected bad) {
      out.collect(
          new Refused(
              new RejectedRecord(
                  record.topic(),
                  record.partition(),
                  record.offset(),
                  record.timestamp(),
                  bad.reason(),
                  bad.detail(),
                  record.key(),
                  record.value())));
    }
  }

  @Override
  public TypeInformation<InputRecord> getProducedType() {
    return CodecTypeInfo.of(InputRecord.class, InputRecordCodec.INSTANCE);
  }
}
