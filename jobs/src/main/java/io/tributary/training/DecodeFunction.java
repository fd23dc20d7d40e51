package io.tributary.training;

import io.tributary.config.InputConfig;
import io.tributary.example.Example;
import io.tributary.example.ExampleSchema;
import io.tributary.format.DecodedRecord;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.DecodedRecord.Rejected;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordDecoder;
import io.tributary.kafka.RawRecord;
import io.tributary.rejected.RejectedRecord;
import io.tributary.rejected.RejectedRecordCodec;
import io.tributary.types.CodecTypeInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Turns records into examples, and puts aside those that can't be used. */
public final class DecodeFunction extends ProcessFunction<RawRecord, Example> {
  /** Where records go that can't be used. */
  public static final OutputTag<RejectedRecord> REJECTED =
      new OutputTag<>(
          "rejected", CodecTypeInfo.of(RejectedRecord.class, RejectedRecordCodec.INSTANCE));

  private static final long serialVersionUID = 1L;

  // Configuration
  private final ExampleSchema schema;
  private final String format;
  private final FormatOptions options;
  private final int maxRecordBytes;

  // Runtime
  private transient RecordDecoder decoder;
  private transient Counter rejected;

  /** Creates the function. */
  public DecodeFunction(ExampleSchema schema, InputConfig input) {
    this.schema = schema;
    format = input.format();
    options = new FormatOptions(input.columns());
    maxRecordBytes = input.maxRecordBytes();
  }

  @Override
  public void open(OpenContext context) {
    decoder = RecordDecoder.of(schema, format, options, maxRecordBytes);
    rejected = getRuntimeContext().getMetricGroup().addGroup("tributary").counter("rejected");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<Example> out) {
    DecodedRecord decoded = decoder.decode(record.value(), record.timestamp());
    if (decoded instanceof Decoded good) {
      out.collect(good.example());
    } else if (decoded instanceof Rejected bad) {
      rejected.inc();
      context.output(
          REJECTED,
          new RejectedRecord(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              bad.reason(),
              bad.detail(),
              record.key(),
              record.value()));
    }
  }
}
