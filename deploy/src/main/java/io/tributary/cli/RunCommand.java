package io.tributary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tributary.cli.KafkaHealth.News;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.kafka.snapshot.SnapshotMismatchException;
import io.tributary.operations.KeptCheckpoints;
import io.tributary.operations.PipelineFiles;
import io.tributary.process.Heap;
import io.tributary.process.StopSignal;
import io.tributary.process.WritableDirectory;
import io.tributary.store.ModelStore;
import io.tributary.training.JobTopics;
import io.tributary.training.MemoryNeed;
import io.tributary.training.Snapshots;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: trains in this process until it is stopped. */
@Command(
    name = "run",
    description = {
      "Train in this process, until Ctrl-C or the end of a bounded input, and keep the model store"
          + " up to date.",
      "Topics that are absent are created.",
      "Checkpoints are kept beside the store. The next run goes on from the newest, also after a"
          + " kill, and what is served never goes back. On Ctrl-C a savepoint is added to them. A"
          + " bounded input that was learned to its end leaves none."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class RunCommand implements Callable<Integer> {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  /** Which Kafka to use. */
  enum KafkaChoice {
    /** One that runs in this process, empty and for as long as it. */
    EMBEDDED
  }

  /** What there is beside a job that outlives its process. */
  private record Keeping(KeptCheckpoints kept, KafkaWatch watch) {}

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--kafka",
      paramLabel = "embedded",
      description =
          "Use a Kafka in this process instead of the file's. It lives and dies with the process,"
              + " so no checkpoints are kept, and each run begins anew.")
  private @Nullable KafkaChoice kafka;

  @Option(
      names = "--from",
      paramLabel = "SAVEPOINT",
      description =
          "Go on from a savepoint of this pipeline, and not from the newest kept checkpoint. The"
              + " served model follows, also back.")
  private @Nullable String from;

  @Option(
      names = "--fresh",
      description = "Begin anew: forget the kept checkpoints. The served model begins anew, too.")
  private boolean fresh;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "Where checkpoints are kept, by this model alone; by default STORE.checkpoints. The"
              + " file's execution.checkpointing.dir does not count here.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--savepoints",
      paramLabel = "DIR",
      description = "Write the savepoint of Ctrl-C there.")
  private @Nullable Path savepoints;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  private final Console console;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return run(StopSignal.install());
  }

  Integer run(StopSignal stop) throws Exception {
    PipelineFile pipelineFile = PipelineFiles.read(file);
    requireNoContradiction();
    if (kafka != KafkaChoice.EMBEDDED) {
      Pipeline pipeline = checked(pipelineFile.pipeline(console.environment()));
      JobTopics.prepare(pipeline, console.waiting(), console::note);
      Path store = pipeline.export().store();
      Path directory =
          checkpoints != null ? checkpoints : Path.of(store.toAbsolutePath() + ".checkpoints");
      try (KeptCheckpoints kept = KeptCheckpoints.open(directory)) {
        trainAndKeep(pipeline, kept, stop);
      }
      return Failures.DONE;
    }
    Pipeline pipeline = checked(pipelineFile.withoutKafka().pipeline(console.environment()));
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      console.note("embedded kafka is up: bootstrap.servers=" + broker.bootstrapServers());
      Pipeline reachable = pipeline.withKafka(KafkaSettings.of(broker.bootstrapServers()));
      JobTopics.prepare(reachable, console.waiting(), console::note);
      TrainingOptions options =
          new TrainingOptions(Map.of(), Optional.ofNullable(from), Optional.ofNullable(savepoints));
      train(reachable, options, store(reachable), null, stop);
    }
    return Failures.DONE;
  }

  private void requireNoContradiction() {
    if (fresh && from != null) {
      throw new UsageException("run either begins anew or goes on: --fresh --from=" + from);
    }
    if (kafka == KafkaChoice.EMBEDDED && checkpoints != null) {
      throw new UsageException(
          "no checkpoints are kept with --kafka embedded: --checkpoints=" + checkpoints);
    }
    if (savepoints != null) {
      WritableDirectory.require("--savepoints", savepoints);
    }
  }

  private Pipeline checked(Pipeline pipeline) {
    Heap.require(pipeline, MemoryNeed.heapBytes(pipeline));
    if (from != null) {
      Snapshots.requireFits(pipeline, from);
    }
    return pipeline;
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

  private void trainAndKeep(Pipeline pipeline, KeptCheckpoints kept, StopSignal stop)
      throws TrainingFailedException, InterruptedException {
    String source;
    try (Topics topics = Topics.connect(pipeline.kafka(), console.waiting())) {
      source = topics.identity(pipeline.input().topic());
    }
    try (KafkaWatch watch = KafkaWatch.start(pipeline.kafka())) {
      // First, because whoever can't have the store must not forget anything.
      ModelStore store = store(pipeline);
      RunStart start = start(pipeline, kept, source, store);
      start.fact().ifPresent(console::note);
      TrainingOptions options =
          new TrainingOptions(
              Map.of(),
              start.restoreFrom(),
              Optional.ofNullable(savepoints),
              Optional.of(kept.directory()));
      train(
          pipeline,
          options,
          start.goesOn() ? new ForwardStore(store) : store,
          new Keeping(kept, watch),
          stop);
    }
    if (!stop.isRequested()) {
      kept.forget();
    }
  }

  private RunStart start(Pipeline pipeline, KeptCheckpoints kept, String source, ModelStore store) {
    try {
      RunStart start = RunStart.of(pipeline, kept, source, Optional.ofNullable(from), fresh);
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
      Pipeline pipeline,
      TrainingOptions options,
      ModelStore store,
      @Nullable Keeping keeping,
      StopSignal stop)
      throws TrainingFailedException, InterruptedException {
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    try (TrainingSession session =
        TrainingSession.start(pipeline, options, store, true, console.waiting())) {
      printer.say("training " + pipeline.name() + ", " + stop.remedy());
      session.awaitReady(stop, () -> tell(keeping, pipeline, printer));
      FieldWarning warning = new FieldWarning(console, printer);
      while (!stop.isRequested() && !session.isDone()) {
        printer.show(session::progress);
        warning.show(session.input());
        tell(keeping, pipeline, printer);
        session.pause();
      }
      if (stop.isRequested()) {
        printer.say("stopping");
        stop(session, keeping);
        printer.report(session.report());
      } else {
        FinalReport report = session.finish();
        warning.show(report.input());
        printer.report(report);
        report.input().requireLearned(report.examples());
      }
    }
  }

  private static void tell(@Nullable Keeping keeping, Pipeline pipeline, ProgressPrinter printer) {
    News news = keeping == null ? News.NONE : keeping.watch().news();
    if (news != News.NONE) {
      String servers = pipeline.kafka().bootstrapServers();
      boolean gone = news == News.GONE;
      printer.tell(
          gone
              ? "kafka does not answer: bootstrap.servers=" + servers + "; training waits"
              : "kafka answers again: bootstrap.servers=" + servers + "; training goes on",
          JsonNodeFactory.instance
              .objectNode()
              .put("kafka", gone ? "gone" : "back")
              .put("bootstrapServers", servers));
    }
  }

  private void stop(TrainingSession session, @Nullable Keeping keeping)
      throws TrainingFailedException, InterruptedException {
    if (savepoints != null || keeping == null) {
      Optional<String> savepoint = session.stop();
      if (savepoint.isPresent() && keeping != null) {
        keeping.kept().addElsewhere(savepoint.get());
      }
      savepoint.ifPresent(path -> console.note("wrote a savepoint: savepoint=" + path));
      return;
    }
    // Without Kafka nothing that was learned can be flushed, and a savepoint would wait for it.
    Optional<String> savepoint =
        session.stopQuickly(keeping.watch().isGone() ? Duration.ZERO : STOP_PATIENCE);
    console.note(
        savepoint
            .map(path -> "the next run goes on from here: savepoint=" + path)
            .orElse("no savepoint in time, the next run goes on from the last checkpoint"));
  }
}
