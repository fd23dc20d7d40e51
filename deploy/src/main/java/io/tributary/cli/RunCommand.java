package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import io.tributary.learner.MetricsKind;
import io.tributary.monitoring.Latest;
import io.tributary.monitoring.ModelMeters;
import io.tributary.operations.PipelineFiles;
import io.tributary.process.StopSignal;
import io.tributary.process.WritableDirectory;
import io.tributary.session.LiveTraining;
import io.tributary.session.RunOptions;
import io.tributary.session.TrainingProgress;
import io.tributary.tracking.RunTracking;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private MetricsOption metrics = new MetricsOption();

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
    RunOptions options =
        new RunOptions(Optional.ofNullable(from), Optional.ofNullable(savepoints), fresh);
    boolean isEmbedded = kafka == KafkaChoice.EMBEDDED;
    Pipeline pipeline =
        (isEmbedded ? pipelineFile.withoutKafka() : pipelineFile).pipeline(console.environment());
    Latest<TrainingProgress> last = new Latest<>(System::nanoTime);
    try (RunTracking tracking = Trackings.start(console, pipelineFile, pipeline, "run")) {
      RunView view =
          new RunView(console, json, metrics.isOn() ? last::offer : latest -> latest, tracking);
      LiveTraining training = new LiveTraining(options, console.waiting(), stop, view);
      metrics.during(
          () -> ModelMeters.ofTraining(pipeline.name(), MetricsKind.ofLoss(pipeline.loss()), last),
          console,
          () -> {
            if (isEmbedded) {
              training.runEmbedded(pipeline);
            } else {
              training.runAndKeep(pipeline, checkpoints);
            }
          });
      tracking.finish();
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
}
