package io.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.failure.UsageException;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.operations.PipelineFiles;
import io.tributary.operations.ProgressReader;
import io.tributary.process.StopSignal;
import io.tributary.tracking.RunTracking;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code track}: tells trackers how a model does that is trained elsewhere. */
@Command(
    name = "track",
    description = {
      "Tell the trackers of a pipeline how its job on a cluster does, by the records of its"
          + " progress topic, until Ctrl-C or the end of a bounded input.",
      "The file's tracking section names the trackers. 'run' and 'evaluate' track by themselves."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class TrackCommand implements Callable<Integer> {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  private Path file;

  @Option(
      names = "--cluster",
      paramLabel = "DIR",
      description = "The directory of the local cluster, whose Kafka is the default.")
  private @Nullable Path cluster;

  private final Console console;

  TrackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    track(StopSignal.install());
    return Failures.DONE;
  }

  void track(StopSignal stop) {
    PipelineFile pipelineFile = PipelineFiles.read(file);
    Map<String, String> environment = ClusterOptions.environment(cluster, console);
    Pipeline pipeline = pipelineFile.pipeline(environment);
    if (!pipelineFile.tracking(environment).isOn()) {
      throw new UsageException(
          "pipeline names no tracker: file=" + file + " keys=tracking.mlflow, tracking.comet");
    }
    ModelTopics topics = new ModelTopics(pipeline.name(), pipeline.kafka());
    try (RunTracking tracking =
            RunTracking.start(
                pipelineFile.tracking(environment),
                pipeline,
                pipelineFile,
                "track",
                console.waiting(),
                InstantSource.system(),
                console::note);
        ProgressReader progress = ProgressReader.start(pipeline.kafka(), topics.progress())) {
      console.line("tracking " + pipeline.name() + ", " + stop.remedy());
      while (!stop.isRequested() && !progress.hasFinal()) {
        tell(tracking, progress.latest());
        console.waiting().pause(LOOK_AGAIN);
      }
      tell(tracking, progress.latest());
      tracking.finish();
    }
  }

  private static void tell(RunTracking tracking, JsonNode record) {
    // A job that has stopped says no more: its last record is no new point.
    if (record.path("examples").asLong() != tracking.lastStep()
        || record.path("final").asBoolean(false)) {
      tracking.progress(record);
    }
  }
}
