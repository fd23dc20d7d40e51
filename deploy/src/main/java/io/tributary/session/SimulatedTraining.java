package io.tributary.session;

import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.config.TrainingConfig;
import io.tributary.format.DecodedRecord.Decoded;
import io.tributary.format.FileRecord;
import io.tributary.learner.Metric;
import io.tributary.learner.MetricsKind;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.model.BlockMessage;
import io.tributary.replay.Replay;
import io.tributary.replay.ReplayResult;
import io.tributary.replay.ReplaySettings;
import io.tributary.replay.ShardedReplay;
import io.tributary.replay.ShardedSettings;
import io.tributary.replay.Training;
import io.tributary.sending.Sent;
import io.tributary.serving.LocalMirror;
import io.tributary.sharded.DenseSettings;
import io.tributary.sharded.TableCounts;
import io.tributary.store.ModelStore;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Trains in memory on the records of a file, each in the partition where Kafka would have it. */
final class SimulatedTraining {
  private final Pipeline pipeline;
  private final SimulatedStream stream;
  private final ModelStore store;
  private final FileIntake intake;
  private final Training replay;
  private final long startNanos = System.nanoTime();
  private final @Nullable LocalMirror mirror;
  private ProgressiveMetrics lastSample = new ProgressiveMetrics();
  private long sent;

  /**
   * Begins to train.
   *
   * @param isSampled whether samples are wanted: the store of an exact table follows it then
   */
  SimulatedTraining(
      Pipeline pipeline,
      SimulatedStream stream,
      ModelStore store,
      FileIntake intake,
      boolean isSampled) {
    this.pipeline = pipeline;
    this.stream = stream;
    this.store = store;
    this.intake = intake;
    mirror =
        isSampled && pipeline.model().isExact()
            ? new LocalMirror(pipeline.model(), store, InstantSource.system())
            : null;
    replay = training(pipeline, stream, mirror == null ? message -> {} : mirror::take);
  }

  private static Training training(
      Pipeline pipeline, SimulatedStream stream, Consumer<BlockMessage> published) {
    TrainingConfig training = pipeline.training();
    ShardingConfig sharding = training.sharding();
    if (sharding != null) {
      return new ShardedReplay(
          new ShardedSettings(
              pipeline.model(),
              pipeline.loss(),
              training.replicas(),
              sharding.batchSize(),
              sharding.inFlight(),
              training.metricsWindow(),
              pipeline.model().dense() == null
                  ? null
                  : new DenseSettings(sharding.denseRound(), 0, training.merge())),
          published);
    }
    return new Replay(
        new ReplaySettings(
            pipeline.model(),
            pipeline.loss(),
            training.replicas(),
            training.staleness(),
            training.roundSize(),
            stream.schedule(),
            new ReplaySettings.Live(
                training.roundMinDelay().toMillis(),
                training.roundMaxDelay().toMillis(),
                ReplaySettings.Live.USUAL_LOOP),
            training.merge(),
            training.maxUnmergedRounds(),
            training.metricsWindow(),
            pipeline.input().maxDrift().toMillis()));
  }

  void add(FileRecord fileRecord) {
    if (intake.take(fileRecord) instanceof Decoded good) {
      replay.add(good.example(), replica(fileRecord), stream.timeOf(good.example(), sent));
    }
    sent++;
  }

  // Where the default partitioner of Kafka's producer and RecordSender put it.
  private int replica(FileRecord fileRecord) {
    int partitions = pipeline.training().replicas();
    byte[] key = fileRecord.key();
    int partition =
        key == null ? (int) (sent % partitions) : Utils.toPositive(Utils.murmur2(key)) % partitions;
    // Flink's source begins at a reader that depends on the topic, and replicas take turns.
    int first = (pipeline.input().topic().hashCode() * 31 & Integer.MAX_VALUE) % partitions;
    return (first + partition) % partitions;
  }

  /** Returns how far training is; the store has all of an exact table that is published. */
  TrainingSample sample() {
    ReplayResult result = replay.soFar();
    ProgressiveMetrics since = result.metrics().copy();
    since.subtract(lastSample);
    lastSample = result.metrics();
    Metric headline = MetricsKind.ofLoss(pipeline.loss()).headline();
    return new TrainingSample(
        result.metrics().count(),
        MetricsKind.ofLoss(pipeline.loss()),
        headline.of(result.metrics()),
        headline.of(since),
        result.version(),
        seconds(),
        table(result));
  }

  private TrainingSample.@Nullable Table table(ReplayResult result) {
    TableCounts counts = result.table();
    if (counts == null || mirror == null) {
      return null;
    }
    mirror.flush();
    return new TrainingSample.Table(
        counts, store.size(), pipeline.export().store().toFile().length());
  }

  Sent progress() {
    return new Sent(sent, seconds());
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  TrainingReport finish() {
    ReplayResult result = replay.finish();
    double seconds = seconds();
    replay.writeTo(store);
    ProgressiveMetrics all = result.metrics();
    return new TrainingReport(
        all.count(),
        result.merged(),
        intake.report(),
        TrainingReport.Metrics.of(
            pipeline.loss(), metric -> metric.of(all), metric -> metric.of(result.window())),
        pipeline.training().replicas(),
        result.updatedPerExample(),
        seconds,
        Double.NaN,
        Double.NaN,
        store.version(),
        store.checksum(),
        pipeline.export().store(),
        result.table());
  }
}
