package io.tributary.training;

import io.tributary.codec.BlockMessageCodec;
import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.TrainingConfig;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.ReplicaMessage;
import io.tributary.merge.ReplicaMessageCodec;
import io.tributary.model.BlockMessage;
import io.tributary.types.CodecTypeInfo;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology. Replicas decode and learn the examples of their partitions. Masters merge what the
 * replicas learned, block by block. The updates topic carries the merged values back to all
 * replicas. {@code deploy/docs/architecture.md} explains the words.
 */
public final class TrainingJob {
  private static final TypeInformation<ReplicaMessage> DELTAS =
      CodecTypeInfo.of(ReplicaMessage.class, ReplicaMessageCodec.INSTANCE);

  private final Pipeline pipeline;
  private final TrainingConfig training;
  private final ModelTopics topics;
  private final TrainingOptions options;
  private final String job = UUID.randomUUID().toString();

  /** Creates the job of a pipeline. */
  public TrainingJob(Pipeline pipeline, TrainingOptions options) {
    this.pipeline = pipeline;
    this.options = options;
    training = pipeline.training();
    topics = new ModelTopics(pipeline.name(), pipeline.kafka());
  }

  /**
   * Adds the job to an environment.
   *
   * @throws io.tributary.kafka.snapshot.SnapshotMismatchException when it is to go on from a
   *     snapshot of another training
   */
  public void build(StreamExecutionEnvironment env) {
    Snapshots.requireFits(pipeline, env.getConfiguration());
    // An unaligned checkpoint would keep a replica's registration in flight and repeat it after a
    // restore, in the name of a session that is gone.
    env.getCheckpointConfig().enableUnalignedCheckpoints(false);
    if (training.sharding() != null) {
      new ShardedTrainingJob(pipeline, options, training.sharding(), job).build(env);
      return;
    }
    SingleOutputStreamOperator<ReplicaMessage> learned = learn(env);
    SingleOutputStreamOperator<BlockMessage> merged = merge(learned);
    JobOutputs outputs = new JobOutputs(pipeline);
    outputs.publish(merged, training.masters());
    DataStream<InputNote> rejections = outputs.reject(learned.getSideOutput(ReplicaTask.REJECTED));
    outputs.report(
        learned.getSideOutput(ReplicaTask.REPORTS),
        rejections.union(learned.getSideOutput(ReplicaTask.NOTES)));
  }

  private SingleOutputStreamOperator<ReplicaMessage> learn(StreamExecutionEnvironment env) {
    SingleOutputStreamOperator<ReplicaMessage> learned =
        pipeline.input().partitioning() == InputConfig.Partitioning.TOPIC
            ? learnByTopic(env)
            : learnByKey(env);
    return learned
        .uid(JobNames.REPLICA)
        .setDescription("replica: learns " + pipeline.name())
        .setParallelism(training.replicas())
        .setBufferTimeout(0);
  }

  /** Each replica learns what its own source reads, in the same task. */
  private SingleOutputStreamOperator<ReplicaMessage> learnByTopic(StreamExecutionEnvironment env) {
    return new ExamplesInput(pipeline, options)
        .withUpdates(env, job)
        .transform(JobNames.REPLICA, DELTAS, new ReplicaOperator(settings(true)));
  }

  /** Each replica learns the examples of its keys, from all sources. */
  private SingleOutputStreamOperator<ReplicaMessage> learnByKey(StreamExecutionEnvironment env) {
    return new ExamplesInput(pipeline, options)
        .alone(env)
        .keyBy(InputRecord::key, Types.LONG)
        .connect(updates(env).broadcast())
        .transform(JobNames.REPLICA, DELTAS, new KeyedReplicaOperator(settings(false)));
  }

  private DataStream<byte[]> updates(StreamExecutionEnvironment env) {
    return env.fromSource(
            topics.updatesSource(System.currentTimeMillis(), job),
            WatermarkStrategy.noWatermarks(),
            JobNames.UPDATES)
        .setDescription("updates: what was merged")
        .setParallelism(1)
        .setMaxParallelism(1)
        .setBufferTimeout(0)
        .uid(JobNames.UPDATES);
  }

  private ReplicaSettings settings(boolean gated) {
    return new ReplicaSettings(
        job,
        pipeline.model(),
        pipeline.loss(),
        protocol(),
        gated,
        training.metricsWindow(),
        training.reportInterval().toMillis());
  }

  private ReplicaConfig protocol() {
    return new ReplicaConfig(
        pipeline.model().layout(),
        training.staleness(),
        training.roundSize(),
        training.roundMinDelay().toMillis(),
        training.roundMaxDelay().toMillis(),
        1,
        training.maxHeldExamples(),
        training.maxUnmergedRounds(),
        // Where sources feed several replicas, they keep near each other by themselves.
        pipeline.input().partitioning() == InputConfig.Partitioning.TOPIC
            ? pipeline.input().maxDrift().toMillis()
            : 0);
  }

  private SingleOutputStreamOperator<BlockMessage> merge(DataStream<ReplicaMessage> learned) {
    MasterConfig config =
        new MasterConfig(
            pipeline.model().tables(),
            training.merge(),
            training.staleness(),
            !training.roundMaxDelay().isZero());
    return learned
        .keyBy(ReplicaMessage::block, Types.INT)
        .transform(
            JobNames.BLOCK_MASTER,
            CodecTypeInfo.of(BlockMessage.class, BlockMessageCodec.INSTANCE),
            new BlockMasterOperator(config))
        .uid(JobNames.BLOCK_MASTER)
        .setDescription("block-master: merges what replicas learned")
        .setParallelism(training.masters());
  }
}
