package io.tributary.training;

import io.tributary.config.ExportConfig;
import io.tributary.config.FlinkConfig;
import io.tributary.config.InputConfig;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.InputConfig.Start;
import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.config.TrainingConfig;
import io.tributary.kafka.KafkaSettings;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.BlockLayout;
import io.tributary.model.Form;
import io.tributary.model.Link;
import io.tributary.model.ModelSpec;
import io.tributary.model.OptimizerSpec;
import io.tributary.sharded.BatchSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Pipelines that learn {@link TestRows}. */
final class TestPipelines {
  static final int BITS = 12;
  static final int MAX_RECORD_BYTES = 2_000;

  private TestPipelines() {}

  /**
   * Returns a bounded, reproducible pipeline: rounds closed by count, staleness 1. Its topic is not
   * named after the model, because which replica reads which partition depends on its name.
   */
  static Pipeline reproducible(String name, String topic, int replicas, KafkaSettings kafka) {
    return new Pipeline(
        new ModelSpec(
            name, new BlockLayout(BITS, 4), Link.LOGISTIC, new OptimizerSpec.Ftrl(.2, 1, 1e-4, 0)),
        "logistic",
        TestRows.schema(BITS),
        new InputConfig(
            topic, "json", List.of(), MAX_RECORD_BYTES, Partitioning.TOPIC, Start.EARLIEST, true),
        new TrainingConfig(
            replicas,
            2,
            new Staleness(1),
            RoundSize.fixed(64),
            Duration.ZERO,
            Duration.ZERO,
            "saturating",
            10_000,
            64,
            2_000,
            Duration.ZERO,
            Duration.ofMillis(200)),
        new ExportConfig(Path.of("unused"), Duration.ofSeconds(1)),
        kafka,
        FlinkConfig.NONE);
  }

  /**
   * Returns a bounded, reproducible pipeline whose model is dealt out to shards: mini-batches of 16
   * closed by count, one of them in flight.
   */
  static Pipeline sharded(String name, String topic, int sources, int shards, KafkaSettings kafka) {
    Pipeline base = reproducible(name, topic, sources, kafka);
    return base.withTraining(
        base.training()
            .withSharding(
                new ShardingConfig(
                    shards, BatchSize.fixed(16), Duration.ZERO, 1, Duration.ofMillis(20), 4)));
  }

  /** Returns a pipeline as of {@link #sharded}, of a model with a network on top. */
  static Pipeline hybrid(String name, String topic, int sources, int shards, KafkaSettings kafka) {
    Pipeline base = sharded(name, topic, sources, shards, kafka);
    int fields = base.schema().features().size();
    Form.Factors factors =
        new Form.Factors(1, 2, new OptimizerSpec.AdaGrad(.1, 1), 0, .05, fields, List.of(), -1);
    ModelSpec model =
        new ModelSpec(
            name,
            base.model().layout(),
            base.model().link(),
            base.model().optimizer(),
            new Form.Network(factors, List.of(4), List.of(), new OptimizerSpec.AdaGrad(.05, 1e-3)));
    return new Pipeline(
        model,
        base.loss(),
        base.schema().tellingFields(),
        base.input(),
        base.training(),
        base.export(),
        base.kafka(),
        base.flink());
  }

  /** Returns a pipeline that goes on for ever and closes rounds by time. */
  static Pipeline live(
      String name,
      int replicas,
      Partitioning partitioning,
      Staleness staleness,
      String merge,
      KafkaSettings kafka) {
    Pipeline base = reproducible(name, name + ".examples", replicas, kafka);
    TrainingConfig training = base.training();
    InputConfig input = base.input();
    return base.withInput(
            new InputConfig(
                input.topic(),
                input.format(),
                input.columns(),
                input.maxRecordBytes(),
                partitioning,
                input.start(),
                false))
        .withTraining(
            new TrainingConfig(
                replicas,
                training.masters(),
                staleness,
                training.roundSize(),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                merge,
                training.maxHeldExamples(),
                training.maxUnmergedRounds(),
                training.metricsWindow(),
                training.checkpointInterval(),
                training.reportInterval()));
  }

  /** Returns the same pipeline whose examples so many tasks read. */
  static Pipeline read(Pipeline pipeline, int readers) {
    InputConfig input = pipeline.input();
    return pipeline.withInput(
        new InputConfig(
            input.topic(),
            input.format(),
            input.columns(),
            input.maxRecordBytes(),
            Partitioning.KEY,
            input.start(),
            input.bounded(),
            input.avro(),
            readers,
            input.maxDrift()));
  }

  /** Returns the same pipeline with another number of replicas and masters. */
  static Pipeline scaled(Pipeline pipeline, int replicas, int masters) {
    TrainingConfig training = pipeline.training();
    return pipeline.withTraining(
        new TrainingConfig(
            replicas,
            masters,
            training.staleness(),
            training.roundSize(),
            training.roundMinDelay(),
            training.roundMaxDelay(),
            training.merge(),
            training.maxHeldExamples(),
            training.maxUnmergedRounds(),
            training.metricsWindow(),
            training.checkpointInterval(),
            training.reportInterval()));
  }
}
