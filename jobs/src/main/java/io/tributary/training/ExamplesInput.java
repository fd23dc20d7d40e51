package io.tributary.training;

import io.tributary.codec.UpdateCheck;
import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import io.tributary.kafka.decoding.InputDecoder;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.source.ControlledSource;
import io.tributary.kafka.source.ModelTopics;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The examples of a pipeline: read, decoded, and kept together in event time. */
final class ExamplesInput {
  private static final long BUFFER_MILLIS = 4;
  private static final String DRIFT_GROUP = "examples";

  /** Readers may go on by {@code input.maxDrift} each time that they hear of each other. */
  private static final Duration HEARING = Duration.ofMillis(20);

  /** A partition without records for so long is waited for no more. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Pipeline pipeline;
  private final InputConfig input;
  private final ModelTopics topics;
  private final TrainingOptions options;

  ExamplesInput(Pipeline pipeline, TrainingOptions options) {
    this.pipeline = pipeline;
    this.options = options;
    input = pipeline.input();
    topics = new ModelTopics(pipeline.name(), pipeline.kafka());
  }

  /** Returns examples for replicas in the same tasks, with the updates of a job. */
  SingleOutputStreamOperator<InputRecord> withUpdates(StreamExecutionEnvironment env, String job) {
    UpdateCheck check = UpdateCheck.of(pipeline.model());
    return read(
        env,
        topics.loopSource(input.topic(), decoder(), start(), end(), check, job),
        WatermarkStrategy.noWatermarks());
  }

  /** Returns examples for batchers in the same tasks, with the errors of a job. */
  SingleOutputStreamOperator<InputRecord> withErrors(StreamExecutionEnvironment env, String job) {
    return read(
        env,
        topics.batchedSource(input.topic(), decoder(), start(), end(), job),
        WatermarkStrategy.noWatermarks());
  }

  /** Returns examples alone, for replicas in other tasks. */
  SingleOutputStreamOperator<InputRecord> alone(StreamExecutionEnvironment env) {
    if (isKeptTogether()) {
      env.getConfig().setAutoWatermarkInterval(HEARING.toMillis());
    }
    return read(env, topics.examplesSource(input.topic(), decoder(), start(), end()), watermarks());
  }

  private SingleOutputStreamOperator<InputRecord> read(
      StreamExecutionEnvironment env,
      ControlledSource<InputRecord> source,
      WatermarkStrategy<InputRecord> watermarks) {
    return env.fromSource(source.of(Snapshots.identity(pipeline)), watermarks, JobNames.EXAMPLES)
        .setDescription("examples: of " + input.topic())
        .setParallelism(pipeline.readers())
        .setBufferTimeout(BUFFER_MILLIS)
        .uid(JobNames.EXAMPLES);
  }

  private boolean isKeptTogether() {
    return !input.maxDrift().isZero();
  }

  private WatermarkStrategy<InputRecord> watermarks() {
    return isKeptTogether()
        ? WatermarkStrategy.<InputRecord>forGenerator(
                context -> new PartitionTime(InstantSource.system()))
            .withIdleness(IDLE)
            .withWatermarkAlignment(DRIFT_GROUP, input.maxDrift(), HEARING)
        : WatermarkStrategy.noWatermarks();
  }

  private OffsetsInitializer start() {
    return input.start() == InputConfig.Start.LATEST
        ? topics.latest()
        : OffsetsInitializer.earliest();
  }

  private @Nullable OffsetsInitializer end() {
    if (!options.endOffsets().isEmpty()) {
      return OffsetsInitializer.offsets(options.endOffsets());
    }
    return input.bounded() ? topics.latest() : null;
  }

  private InputDecoder decoder() {
    return new InputDecoder(
        pipeline.schema(), input.format(), input.formatOptions(), input.maxRecordBytes());
  }
}
