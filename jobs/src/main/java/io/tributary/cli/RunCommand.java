package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import java.nio.file.Path;
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
      "Topics that are absent are created."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class RunCommand implements Callable<Integer> {
  /** Which Kafka to use. */
  enum KafkaChoice {
    /** One that runs in this process, empty and for as long as it. */
    EMBEDDED
  }

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--kafka",
      paramLabel = "embedded",
      description = "Use a Kafka in this process instead of the file's.")
  private @Nullable KafkaChoice kafka;

  @Option(
      names = "--from",
      paramLabel = "SAVEPOINT",
      description = "Go on from a savepoint of this pipeline.")
  private @Nullable String from;

  @Option(
      names = "--savepoints",
      paramLabel = "DIR",
      description = "Write a savepoint there on Ctrl-C.")
  private @Nullable Path savepoints;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  private final Console console;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    PipelineFile pipelineFile = PipelineOption.read(file);
    StopSignal stop = StopSignal.install();
    if (kafka != KafkaChoice.EMBEDDED) {
      run(pipelineFile.pipeline(console.environment()), stop);
      return Failures.DONE;
    }
    Pipeline pipeline = pipelineFile.withoutKafka().pipeline(console.environment());
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      console.note("embedded kafka is up: bootstrap.servers=" + broker.bootstrapServers());
      run(pipeline.withKafka(KafkaSettings.of(broker.bootstrapServers())), stop);
    }
    return Failures.DONE;
  }

  private void run(Pipeline pipeline, StopSignal stop)
      throws TrainingFailedException, InterruptedException {
    LocalTopics.prepare(pipeline, console);
    TrainingOptions options =
        new TrainingOptions(Map.of(), Optional.ofNullable(from), Optional.ofNullable(savepoints));
    ModelStore store = ChronicleModelStore.create(pipeline.export().store(), pipeline.model());
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    try (TrainingSession session =
        TrainingSession.start(pipeline, options, store, true, console.waiting())) {
      printer.say("training " + pipeline.name() + ", Ctrl-C stops");
      session.awaitReady(stop);
      while (!stop.isRequested() && !session.isDone()) {
        printer.show(session::progress);
        session.pause();
      }
      if (stop.isRequested()) {
        printer.say("stopping");
        session
            .stop()
            .ifPresent(savepoint -> console.note("wrote a savepoint: savepoint=" + savepoint));
        printer.report(session.report());
      } else {
        printer.report(session.finish());
      }
    }
  }
}
