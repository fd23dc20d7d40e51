package io.tributary.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.example.SchemaFingerprint;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.ModelJob;
import io.tributary.operations.ModelJobs;
import io.tributary.operations.ModelVersions;
import io.tributary.serving.MirrorStatus;
import io.tributary.serving.ModelMirror;
import io.tributary.store.BlockHeader;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.training.RemoteTraining;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** A model that is trained on the cluster, and mirrored and watched from here. */
final class TrainedModel implements AutoCloseable {
  private static final Duration JOB_TIME = Duration.ofMinutes(2);

  private final Pipeline pipeline;
  private final CampaignCluster cluster;
  private final Path jar;
  private final Map<TopicPartition, Long> ends;
  private final Patience patience;
  private final CampaignHost.Progress progress;
  private final Mirror mirror;
  private final FlinkRest rest;
  private final ModelJobs jobs;

  /** A store with the mirror that writes it. */
  record Mirror(ModelStore store, ModelMirror reader) implements AutoCloseable {
    static Mirror start(Pipeline pipeline, Path file) {
      ModelStore store =
          ChronicleModelStore.create(
              file, pipeline.model(), SchemaFingerprint.of(pipeline.schema()));
      ModelMirror reader = new ModelMirror(pipeline.model(), store, pipeline.kafka().toMap());
      reader.start();
      return new Mirror(store, reader);
    }

    MirrorStatus status() {
      Optional<Throwable> failure = reader.failure();
      if (failure.isPresent()) {
        throw new ChaosException("mirror has failed: model=" + store.model(), failure.get());
      }
      return reader.status();
    }

    private List<BlockHeader> headers() {
      return IntStream.range(0, store.blocks())
          .mapToObj(store::header)
          .flatMap(Optional::stream)
          .toList();
    }

    /** Returns the generation that all blocks have reached, or -1. */
    long generation() {
      List<BlockHeader> headers = headers();
      return headers.size() < store.blocks()
          ? -1
          : headers.stream().mapToLong(BlockHeader::generation).min().orElse(-1);
    }

    /** Returns the most examples that any block has merged. */
    long mostExamples() {
      return headers().stream().mapToLong(BlockHeader::examples).max().orElse(0);
    }

    @Override
    public void close() {
      reader.close();
      store.close();
    }
  }

  TrainedModel(
      CampaignHost surroundings,
      Pipeline pipeline,
      CampaignCluster cluster,
      Path jar,
      Map<TopicPartition, Long> ends,
      Patience patience) {
    this.pipeline = pipeline;
    this.cluster = cluster;
    this.jar = jar;
    this.ends = ends;
    this.patience = patience;
    rest = cluster.info().rest(surroundings.waiting());
    jobs = new ModelJobs(rest);
    progress = surroundings.follow(pipeline);
    mirror = Mirror.start(pipeline, store("live"));
  }

  private Path store(String name) {
    return cluster.temporary().resolve(pipeline.name() + "-" + name + ".store");
  }

  String name() {
    return pipeline.name();
  }

  Mirror mirror() {
    return mirror;
  }

  /** Returns a mirror that begins with nothing. */
  Mirror freshMirror() {
    return Mirror.start(pipeline, store("fresh"));
  }

  ModelJobs jobs() {
    return jobs;
  }

  ModelJob job() {
    return jobs.one(pipeline.name());
  }

  /** Submits the job, and returns when it runs. */
  void submit(Optional<String> from) {
    String address = rest.address();
    int colon = address.lastIndexOf(':');
    RemoteTraining.Target target =
        new RemoteTraining.Target(
            address.substring(0, colon),
            Integer.parseInt(address.substring(colon + 1)),
            jar.toUri().toString(),
            Optional.of(checkpoints()),
            Optional.of(savepoints()),
            from,
            rest.clientOptions());
    TrainingOptions options = new TrainingOptions(ends, Optional.empty(), Optional.empty());
    try {
      String id = RemoteTraining.submit(pipeline.withKafka(cluster.kafkaOfJobs()), options, target);
      jobs.awaitRunning(id, pipeline.training().replicas());
    } catch (TrainingFailedException e) {
      throw new ChaosException("job can't be submitted: model=" + name(), e);
    }
  }

  private String checkpoints() {
    return cluster.info().checkpoints() + "/" + name();
  }

  private String savepoints() {
    return cluster.info().savepoints() + "/" + name();
  }

  /** Returns the newest completed checkpoint. */
  Optional<String> newestCheckpoint() {
    try {
      return ModelVersions.newest(Optional.of(checkpoints()), Optional.empty(), List.of())
          .map(ModelVersions.Version::path);
    } catch (IOException e) {
      throw new ChaosException("checkpoints can't be listed: directory=" + checkpoints(), e);
    }
  }

  /** Stops the job with a savepoint; returns its path. */
  String stop() {
    return jobs.stop(job(), Optional.of(savepoints()));
  }

  /** Waits until the job has something to lose. */
  void awaitLearning() {
    patience.await(
        name() + " to learn and take a checkpoint",
        JOB_TIME,
        () -> mirror.status().examples() > 0 && newestCheckpoint().isPresent());
  }

  /**
   * Returns how many examples are missing (negative: too many) when the stream rests and everything
   * that can be merged is.
   *
   * @param expected how many there should be in every block
   */
  long missing(long expected, Duration time) {
    patience.until(time, () -> mirror.status().examples() >= expected);
    // Also what should not come any more gets its time.
    patience.rest(Duration.ofSeconds(1));
    long least = mirror.status().examples();
    return least < expected ? expected - least : expected - mirror.mostExamples();
  }

  /** Waits until the input has ended and all of it is served; returns the final progress record. */
  JsonNode awaitEnd(Duration time) {
    patience.await(
        name() + " to end",
        time,
        () ->
            mirror.status().ended()
                && progress.latest().path("final").asBoolean()
                && progress.latest().path("examples").asLong() >= mirror.status().examples());
    return progress.latest();
  }

  @Override
  public void close() {
    mirror.close();
    progress.close();
  }
}
