package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.codec.UpdateCheck;
import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.config.TrainingConfig;
import io.tributary.kafka.loop.LoopFeed;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.merge.ReplicaMessage;
import io.tributary.model.BlockMessage;
import io.tributary.model.TableSpec;
import io.tributary.sharded.DenseSettings;
import io.tributary.sharded.ShardMessage;
import io.tributary.sharded.ShardMessageCodec;
import io.tributary.sharded.ShardedConfig;
import io.tributary.types.CodecTypeInfo;
import java.util.Optional;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The topology of model parallelism. Batchers cut the examples of their partitions into
 * mini-batches. Shards sum up what the rows of their blocks come to. Combiners add up the sums,
 * predict, and write to the errors topic how far off the predictions were. All shards read it, and
 * learn.
 */
final class ShardedTrainingJob {
  /** How long what combiners learn of the dense table may stay with them. */
  private static final int DENSE_DELAY_MILLIS = 200;

  private final Pipeline pipeline;
  private final TrainingConfig training;
  private final ShardingConfig sharding;
  private final TrainingOptions options;
  private final ModelTopics topics;
  private final ShardingSettings settings;

  /**
   * Creates the job of a pipeline.
   *
   * @param job name of its loop control, unique to its submission
   */
  ShardedTrainingJob(
      Pipeline pipeline, TrainingOptions options, ShardingConfig sharding, String job) {
    this.pipeline = pipeline;
    this.options = options;
    this.sharding = sharding;
    training = pipeline.training();
    topics = new ModelTopics(pipeline.name(), pipeline.kafka());
    settings =
        new ShardingSettings(
            job,
            pipeline.model(),
            pipeline.loss(),
            protocol(),
            dense(),
            training.metricsWindow(),
            training.reportInterval().toMillis());
  }

  private ShardedConfig protocol() {
    return new ShardedConfig(
        pipeline.model().layout(),
        sharding.batchSize(),
        sharding.batchMaxDelay().toMillis(),
        sharding.inFlight(),
        sharding.publishDelay().toMillis());
  }

  private @Nullable DenseSettings dense() {
    return pipeline.model().dense() == null
        ? null
        : new DenseSettings(
            sharding.denseRound(),
            sharding.batchMaxDelay().isZero() ? 0 : DENSE_DELAY_MILLIS,
            training.merge());
  }

  /** Adds the job to an environment. */
  void build(StreamExecutionEnvironment env) {
    JobOutputs outputs = new JobOutputs(pipeline);
    SingleOutputStreamOperator<ShardMessage> batches = batch(env);
    SingleOutputStreamOperator<BlockMessage> learned = learn(batches);
    SingleOutputStreamOperator<byte[]> errors = combine(batches, learned);
    feedBack(errors);
    outputs.publish(learned, sharding.shards());
    mergeDense(errors).ifPresent(outputs::publishDense);
    DataStream<InputNote> rejections = outputs.reject(batches.getSideOutput(ReplicaTask.REJECTED));
    outputs.report(
        errors.getSideOutput(ReplicaTask.REPORTS),
        rejections.union(batches.getSideOutput(ReplicaTask.NOTES)));
  }

  private SingleOutputStreamOperator<ShardMessage> batch(StreamExecutionEnvironment env) {
    return new ExamplesInput(pipeline, options)
        .withErrors(env, settings.job())
        .transform(
            JobNames.BATCHER,
            CodecTypeInfo.of(ShardMessage.class, ShardMessageCodec.INSTANCE),
            new BatcherOperator(settings))
        .uid(JobNames.BATCHER)
        .setDescription("batcher: cuts examples into mini-batches")
        .setParallelism(training.replicas())
        .setBufferTimeout(0);
  }

  private SingleOutputStreamOperator<BlockMessage> learn(DataStream<ShardMessage> batches) {
    BlockKeys keys = new BlockKeys(pipeline.model().layout().blocks());
    return batches
        .keyBy(message -> keys.of(message.block()), Types.INT)
        .transform(
            JobNames.SHARD,
            CodecTypeInfo.of(BlockMessage.class, BlockMessageCodec.INSTANCE),
            new ShardOperator(settings, keys, topics.errors()))
        .uid(JobNames.SHARD)
        .setDescription("shard: learns its part of " + pipeline.name())
        .setParallelism(sharding.shards())
        .setMaxParallelism(keys.groups())
        .setBufferTimeout(0);
  }

  private SingleOutputStreamOperator<byte[]> combine(
      SingleOutputStreamOperator<ShardMessage> batches,
      SingleOutputStreamOperator<BlockMessage> learned) {
    return batches
        .getSideOutput(BatcherOperator.LABELS)
        .union(learned.getSideOutput(ShardOperator.SUMS))
        .partitionCustom(new ByNumber(), new CombinerNumber())
        .transform(
            JobNames.COMBINER,
            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
            new CombinerOperator(settings, denseUpdates()))
        .uid(JobNames.COMBINER)
        .setDescription("combiner: adds up what shards predict")
        .setParallelism(training.replicas())
        .setBufferTimeout(0);
  }

  private @Nullable LoopFeed denseUpdates() {
    TableSpec table = pipeline.model().dense();
    return table == null
        ? null
        : topics.denseUpdates(UpdateCheck.of(pipeline.model()), table.firstBlock());
  }

  /** Merges what the combiners' copies of the dense table have learned, where there is one. */
  private Optional<DataStream<BlockMessage>> mergeDense(
      SingleOutputStreamOperator<byte[]> combiners) {
    if (settings.dense() == null) {
      return Optional.empty();
    }
    return Optional.of(
        combiners
            .getSideOutput(CombinerOperator.DELTAS)
            .keyBy(ReplicaMessage::block, Types.INT)
            .transform(
                JobNames.BLOCK_MASTER,
                CodecTypeInfo.of(BlockMessage.class, BlockMessageCodec.INSTANCE),
                new BlockMasterOperator(
                    settings.dense().masters(DenseSettings.table(pipeline.model()))))
            .uid(JobNames.BLOCK_MASTER)
            .setDescription("block-master: merges the dense table")
            .setParallelism(1)
            .setBufferTimeout(0));
  }

  private void feedBack(DataStream<byte[]> errors) {
    errors
        .sinkTo(topics.errorsSink())
        .name(JobNames.ERRORS)
        .setDescription("errors: to the topic of errors")
        .uid(JobNames.ERRORS_SINK_UID)
        .setParallelism(training.replicas());
  }

  private static final class ByNumber implements Partitioner<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public int partition(Integer combiner, int combiners) {
      return combiner % combiners;
    }
  }

  private static final class CombinerNumber implements KeySelector<ToCombiner, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer getKey(ToCombiner message) {
      return message.combiner();
    }
  }
}
