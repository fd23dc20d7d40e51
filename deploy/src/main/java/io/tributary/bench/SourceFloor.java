package io.tributary.bench;

import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.source.ControlledSource;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The training job's own source on a Flink in this process, and nothing behind it. */
final class SourceFloor {
  private static final String NAME = "source-floor";

  // The function runs in this process, and only here: a single subtask.
  private static final AtomicReference<@Nullable Samples> SAMPLES = new AtomicReference<>();

  private SourceFloor() {}

  static void run(BenchRun.FloorRun run, KafkaSettings kafka, Samples samples) throws Exception {
    SAMPLES.set(samples);
    Configuration config = new Configuration();
    config.set(PipelineOptions.OBJECT_REUSE, true);
    config.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, config);
    KafkaSource<byte[]> source =
        KafkaSource.<byte[]>builder()
            .setProperties(kafka.toProperties())
            .setTopics(run.data().topic())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setDeserializer(
                KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
            .build();
    env.fromSource(ControlledSource.free(source), WatermarkStrategy.noWatermarks(), "examples")
        .filter(new Counting(run.data().rows()))
        .sinkTo(new DiscardingSink<>());
    env.execute(NAME);
    Floors.requireAll(run, samples.last());
  }

  private static final class Counting implements FilterFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    // Configuration
    private final long rows;

    // Runtime
    private transient long done;

    Counting(long rows) {
      this.rows = rows;
    }

    @Override
    public boolean filter(byte[] record) {
      done++;
      Samples samples = SAMPLES.get();
      if (samples != null) {
        samples.addFirst(done);
        if (done >= rows) {
          samples.add(done);
        }
      }
      return true;
    }
  }
}
