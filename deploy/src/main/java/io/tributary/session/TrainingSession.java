package io.tributary.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.advice.StreamShape;
import io.tributary.config.Pipeline;
import io.tributary.failure.CommandFailedException;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.learner.MetricsKind;
import io.tributary.operations.InputReport;
import io.tributary.operations.ProgressReader;
import io.tributary.operations.StreamReport;
import io.tributary.process.StopSignal;
import io.tributary.serving.Freshness;
import io.tributary.serving.MirrorStatus;
import io.tributary.serving.ModelMirror;
import io.tributary.store.ModelStore;
import io.tributary.training.LocalTraining;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A training job in this process, with the mirror that serves it and its progress. */
final class TrainingSession implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /** Time between two looks at what goes on. */
  static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Pipeline pipeline;
  private final ModelStore store;
  private final ProgressReader reader;
  private final ModelMirror mirror;
  private final LocalTraining training;
  private final boolean isLive;
  private final Waiting waiting;
  private final RateMeter rate = new RateMeter();
  private long startNanos;
  private double lastFreshness = Double.NaN;

  private TrainingSession(
      Pipeline pipeline,
      ModelStore store,
      ProgressReader reader,
      ModelMirror mirror,
      LocalTraining training,
      boolean isLive,
      Waiting waiting) {
    this.pipeline = pipeline;
    this.store = store;
    this.reader = reader;
    this.mirror = mirror;
    this.training = training;
    this.isLive = isLive;
    this.waiting = waiting;
    startNanos = waiting.nanos();
  }

  /**
   * Starts training on topics that exist.
   *
   * @param store the model's store, which is closed with the session, and also when it can't start
   * @param isLive true when examples are sent while they are learned, so that freshness has a
   *     meaning
   */
  static TrainingSession start(
      Pipeline pipeline, TrainingOptions options, ModelStore store, boolean isLive, Waiting waiting)
      throws TrainingFailedException {
    ModelTopics topics = new ModelTopics(pipeline.name(), pipeline.kafka());
    Closers closers = new Closers();
    closers.add(store);
    try {
      ProgressReader reader =
          closers.add(ProgressReader.start(pipeline.kafka(), topics.progress()));
      ModelMirror mirror =
          closers.add(
              new ModelMirror(
                  pipeline.model(),
                  store,
                  pipeline.kafka().toMap(),
                  pipeline.export().flushInterval(),
                  InstantSource.system()));
      mirror.start();
      return new TrainingSession(
          pipeline, store, reader, mirror, LocalTraining.start(pipeline, options), isLive, waiting);
    } catch (TrainingFailedException | RuntimeException e) {
      closers.close();
      throw e;
    }
  }

  /** Returns once the job is up: its masters have opened all blocks. */
  void awaitReady(StopSignal stop) throws TrainingFailedException, InterruptedException {
    awaitReady(stop, () -> {});
  }

  /**
   * Returns once the job is up: its masters have opened all blocks.
   *
   * @param meanwhile what to do again and again until then
   */
  void awaitReady(StopSignal stop, Runnable meanwhile)
      throws TrainingFailedException, InterruptedException {
    await(
        () -> {
          meanwhile.run();
          return mirror.status().awaiting() == 0 || training.isDone() || stop.isRequested();
        });
    startNanos = waiting.nanos();
  }

  /** Returns the number of examples that every served block holds. */
  long merged() {
    return mirror.status().examples();
  }

  long rejected() {
    return reader.latest().path("rejected").asLong();
  }

  /** Returns what is known of records that were no use. */
  InputReport input() {
    return InputReport.of(reader.latest());
  }

  /** Returns how many replicas there were when they last said so. */
  int replicas() {
    return reader.latest().path("replicas").asInt(pipeline.training().replicas());
  }

  /** Returns what is known of what examples are like. */
  StreamShape shape() {
    return StreamReport.of(reader.latest());
  }

  /**
   * Returns true once the job has ended well.
   *
   * @throws TrainingFailedException when it has failed
   */
  boolean isDone() throws TrainingFailedException, InterruptedException {
    requireMirror();
    if (training.isDone()) {
      training.await();
      return true;
    }
    return false;
  }

  /** Tells of progress until the job has ended by itself. */
  void awaitEnd(ProgressListener listener, StopSignal stop)
      throws TrainingFailedException, InterruptedException {
    while (!isDone()) {
      stop.throwIfRequested();
      listener.training(this::progress);
      pause();
    }
  }

  private void requireMirror() {
    Optional<Throwable> failure = mirror.failure();
    if (failure.isPresent()) {
      throw new CommandFailedException(
          "model can't be served: model=" + pipeline.name(), failure.get());
    }
  }

  TrainingProgress progress() {
    JsonNode latest = reader.latest();
    MirrorStatus status = mirror.status();
    Freshness recent = mirror.recentFreshness();
    if (isLive && recent.examples() > 0) {
      lastFreshness = recent.p50();
    }
    MetricsKind kind = MetricsKind.ofLoss(pipeline.loss());
    long examples = latest.path("examples").asLong();
    return new TrainingProgress(
        examples,
        status.examples(),
        latest.path("rejected").asLong(),
        rate.update(examples, waiting.nanos()),
        kind,
        figure(latest, kind.headline().jsonName()),
        figure(latest, kind.headline().windowName()),
        figure(latest, kind.beside().jsonName()),
        status.version(),
        lastFreshness,
        seconds());
  }

  private double seconds() {
    return (waiting.nanos() - startNanos) / 1e9;
  }

  private static double figure(JsonNode json, String name) {
    return json.path(name).asDouble(Double.NaN);
  }

  /**
   * Returns the report of a job that has ended by itself, once the last example can be served.
   *
   * @throws CommandFailedException when some example never arrives there
   */
  TrainingReport finish() throws TrainingFailedException, InterruptedException {
    await(reader::hasFinal);
    long learned = reader.latest().path("examples").asLong();
    // The topic may still hold the end of an earlier job, so that the count has to agree, too.
    await(() -> mirror.status().ended() && merged() == learned);
    TrainingReport report = report();
    if (!reader.hasFinal() || report.merged() != report.examples()) {
      throw new CommandFailedException(
          "model did not receive all examples: examples="
              + report.examples()
              + " merged="
              + report.merged()
              + " seconds="
              + PATIENCE.toSeconds());
    }
    return report;
  }

  /**
   * Stops a job that goes on for ever, with a savepoint if there is a directory for one; returns
   * where it is.
   */
  Optional<String> stop() throws TrainingFailedException, InterruptedException {
    return settled(training.stop());
  }

  /** Stops a job whose checkpoints are kept; returns where its savepoint is if that was quick. */
  Optional<String> stopQuickly(Duration patience)
      throws TrainingFailedException, InterruptedException {
    return settled(training.stopQuickly(patience));
  }

  private Optional<String> settled(Optional<String> savepoint) {
    long version = -1;
    long changed = waiting.nanos();
    // What the job had written is still on its way through the topic.
    while (!waiting.isOver(changed, SETTLING)) {
      if (mirror.status().version() != version) {
        version = mirror.status().version();
        changed = waiting.nanos();
      }
      pause();
    }
    return savepoint;
  }

  /** Returns the report as things are. */
  TrainingReport report() {
    double seconds = seconds();
    JsonNode latest = reader.latest();
    Freshness freshness = mirror.freshness();
    boolean isFresh = isLive && freshness.examples() > 0;
    return new TrainingReport(
        latest.path("examples").asLong(),
        store.examples(),
        InputReport.of(latest),
        TrainingReport.Metrics.of(
            pipeline.loss(),
            metric -> figure(latest, metric.jsonName()),
            metric -> figure(latest, metric.windowName())),
        replicas(),
        Double.NaN,
        seconds,
        isFresh ? freshness.p50() : Double.NaN,
        isFresh ? freshness.p99() : Double.NaN,
        store.version(),
        store.checksum(),
        pipeline.export().store());
  }

  private void await(BooleanSupplier condition)
      throws TrainingFailedException, InterruptedException {
    long start = waiting.nanos();
    while (!condition.getAsBoolean() && !waiting.isOver(start, PATIENCE)) {
      isDone();
      pause();
    }
  }

  /** Lets a little time pass. */
  void pause() {
    waiting.pause(LOOK_AGAIN);
  }

  @Override
  public void close() {
    try (store;
        reader;
        mirror;
        training) {
      // In reverse order: nothing is closed that another still uses.
    }
  }
}
