package io.tributary.session;

import io.tributary.advice.Misfit;
import io.tributary.advice.StreamShape;
import io.tributary.config.Pipeline;
import io.tributary.failure.UsageException;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import io.tributary.operations.KeptCheckpoints;
import io.tributary.process.Heap;
import io.tributary.process.StopSignal;
import io.tributary.session.KafkaHealth.News;
import io.tributary.store.ModelStore;
import io.tributary.training.JobTopics;
import io.tributary.training.MemoryNeed;
import io.tributary.training.Snapshots;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trains until it is stopped, or until its bounded input ends. */
public final class LiveTraining {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private final RunOptions options;
  private final Waiting waiting;
  private final StopSignal stop;
  private final RunListener listener;

  /** What there is beside a job that outlives its process. */
  private record Keeping(KeptCheckpoints kept, KafkaWatch watch) {}

  /** Creates a training. */
  public LiveTraining(RunOptions options, Waiting waiting, StopSignal stop, RunListener listener) {
    this.options = options;
    this.waiting = waiting;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * Trains from the pipeline's Kafka, and keeps checkpoints for the next run to go on from.
   *
   * @param checkpoints their directory, or null for the one beside the store
   */
  public void runAndKeep(Pipeline pipeline, @Nullable Path checkpoints)
      throws IOException, TrainingFailedException, InterruptedException {
    requirePossible(pipeline);
    JobTopics.prepare(pipeline, waiting, listener::note);
    Path store = pipeline.export().store();
    Path directory =
        checkpoints != null ? checkpoints : Path.of(store.toAbsolutePath() + ".checkpoints");
    try (KeptCheckpoints kept = KeptCheckpoints.open(directory)) {
      trainAndKeep(pipeline, kept);
    }
  }

  /** Trains from a Kafka in this process, which is empty, and keeps nothing but the store. */
  public void runEmbedded(Pipeline pipeline)
      throws IOException, TrainingFailedException, InterruptedException {
    requirePossible(pipeline);
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      listener.note("embedded kafka is up: bootstrap.servers=" + broker.bootstrapServers());
      Pipeline reachable = pipeline.withKafka(KafkaSettings.of(broker.bootstrapServers()));
      JobTopics.prepare(reachable, waiting, listener::note);
      TrainingOptions training =
          new TrainingOptions(Map.of(), options.from(), options.savepoints());
      train(reachable, training, store(reachable), null);
    }
  }

  private void requirePossible(Pipeline pipeline) {
    Heap.require(pipeline, MemoryNeed.heapBytes(pipeline));
    options.from().ifPresent(path -> Snapshots.requireFits(pipeline, path));
  }

  private static void requireFits(Pipeline pipeline, RunStart start) {
    try {
      start.restoreFrom().ifPresent(path -> Snapshots.requireFits(pipeline, path));
    } catch (SnapshotMismatchException e) {
      throw new UsageException(e.getMessage() + "; --fresh begins anew");
    }
  }

  private static ModelStore store(Pipeline pipeline) {
    return StoreFiles.create(pipeline.export().store(), pipeline);
  }

  private void trainAndKeep(Pipeline pipeline, KeptCheckpoints kept)
      throws TrainingFailedException, InterruptedException {
    String source;
    try (Topics topics = Topics.connect(pipeline.kafka(), waiting)) {
      source = topics.identity(pipeline.input().topic());
    }
    try (KafkaWatch watch = KafkaWatch.start(pipeline.kafka())) {
      // First, because whoever can't have the store must not forget anything.
      ModelStore store = store(pipeline);
      RunStart start = start(pipeline, kept, source, store);
      start.fact().ifPresent(listener::note);
      TrainingOptions training =
          new TrainingOptions(
              Map.of(), start.restoreFrom(), options.savepoints(), Optional.of(kept.directory()));
      train(
          pipeline,
          training,
          start.goesOn() ? new ForwardStore(store) : store,
          new Keeping(kept, watch));
    }
    if (!stop.isRequested()) {
      kept.forget();
    }
  }

  private RunStart start(Pipeline pipeline, KeptCheckpoints kept, String source, ModelStore store) {
    try {
      RunStart start = RunStart.of(pipeline, kept, source, options.from(), options.fresh());
      if (start.goesOn()) {
        requireFits(pipeline, start);
      }
      return start;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void train(
      Pipeline described, TrainingOptions training, ModelStore store, @Nullable Keeping keeping)
      throws TrainingFailedException, InterruptedException {
    boolean isAuto = described.training().autoReplicas() && hasCheckpoints(described);
    Pipeline pipeline = isAuto ? AutoReplicas.changeable(described) : described;
    try (TrainingSession session =
        TrainingSession.start(pipeline, training, store, true, waiting)) {
      listener.say("training " + pipeline.name() + ", " + stop.remedy());
      session.awaitReady(stop, () -> tell(keeping, pipeline));
      try (AutoReplicas replicas = isAuto ? AutoReplicas.start(pipeline, waiting) : null) {
        while (!stop.isRequested() && !session.isDone()) {
          listener.training(session::progress);
          listener.input(session.input());
          warn(session, pipeline, false);
          tell(keeping, pipeline);
          if (replicas != null) {
            replicas.news().ifPresent(listener::note);
          }
          session.pause();
        }
      }
      if (stop.isRequested()) {
        listener.say("stopping");
        stop(session, keeping);
        listener.ended(session.report());
      } else {
        TrainingReport report = session.finish();
        listener.input(report.input());
        warn(session, pipeline, true);
        listener.ended(report);
        report.input().requireLearned(report.examples());
      }
    }
  }

  private boolean hasCheckpoints(Pipeline pipeline) {
    boolean hasCheckpoints = !pipeline.training().checkpointInterval().isZero();
    if (!hasCheckpoints) {
      listener.note(
          "training.replicas: auto stays with one, as without checkpoints nothing can be changed");
    }
    return hasCheckpoints;
  }

  private void warn(TrainingSession session, Pipeline pipeline, boolean hasEnded) {
    if (pipeline.training().sharding() != null) {
      return; // Shards learn on one model, whatever their number.
    }
    // As many as there are now, where they change by themselves.
    int replicas = session.replicas();
    StreamShape shape = session.shape();
    // How fast a backlog is learned says nothing of the stream, and who follows the stream knows.
    boolean isPaceKnown = !pipeline.input().bounded() && !pipeline.training().autoReplicas();
    StreamShape known = isPaceKnown ? shape : shape.at(Double.NaN);
    listener.misfits(
        hasEnded
            ? Misfit.ofWhole(known, pipeline.training().withReplicas(replicas))
            : Misfit.ofEndless(known, replicas),
        replicas);
  }

  private void tell(@Nullable Keeping keeping, Pipeline pipeline) {
    News news = keeping == null ? News.NONE : keeping.watch().news();
    if (news != News.NONE) {
      listener.kafka(news == News.GONE, pipeline.kafka().bootstrapServers());
    }
  }

  private void stop(TrainingSession session, @Nullable Keeping keeping)
      throws TrainingFailedException, InterruptedException {
    if (options.savepoints().isPresent() || keeping == null) {
      Optional<String> savepoint = session.stop();
      if (savepoint.isPresent() && keeping != null) {
        keeping.kept().addElsewhere(savepoint.get());
      }
      savepoint.ifPresent(path -> listener.note("wrote a savepoint: savepoint=" + path));
      return;
    }
    // Without Kafka nothing that was learned can be flushed, and a savepoint would wait for it.
    Optional<String> savepoint =
        session.stopQuickly(keeping.watch().isGone() ? Duration.ZERO : STOP_PATIENCE);
    listener.note(
        savepoint
            .map(path -> "the next run goes on from here: savepoint=" + path)
            .orElse("no savepoint in time, the next run goes on from the last checkpoint"));
  }
}
