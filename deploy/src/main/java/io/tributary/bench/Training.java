package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.config.TrainingConfig;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.model.ModelSpec;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.ProgressReader;
import io.tributary.training.LocalTraining;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;

/** Trains on a filled topic, on a Flink in this process. */
final class Training {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Training() {}

  static ChildAnswer run(BenchRun.PipelineRun run, Pipeline described, Waiting waiting)
      throws TrainingFailedException, InterruptedException, IOException {
    int port = freePort();
    Pipeline pipeline = ClickPipeline.withRestPort(described, port);
    Samples samples = ThisProcess.samples(run.warmUp());
    String topic = new ModelTopics(pipeline.name(), pipeline.kafka()).progress();
    try (ProgressReader progress = ProgressReader.start(pipeline.kafka(), topic);
        LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT);
        CheckpointWatch checkpoints =
            CheckpointWatch.start(
                pipeline.name(),
                new FlinkRest("127.0.0.1:" + port, waiting),
                pipeline.training().checkpointInterval(),
                samples::isWarm)) {
      while (!training.isDone()) {
        sample(progress, samples);
        waiting.pause(LOOK_AGAIN);
      }
      training.await();
      Cost cost = ThisProcess.cost(samples, run.data().rows());
      JsonNode last = last(progress, waiting);
      Floors.requireAll(run, last.path("examples").asLong());
      return new ChildAnswer(null, cost, figures(pipeline, last, checkpoints), null);
    }
  }

  // The last record comes when the input has ended and everything is being closed.
  private static void sample(ProgressReader progress, Samples samples) {
    JsonNode latest = progress.latest();
    if (latest.has("examples") && !progress.hasFinal()) {
      samples.add(latest.path("examples").asLong());
    }
  }

  private static JsonNode last(ProgressReader progress, Waiting waiting) {
    waiting.until(PATIENCE, LOOK_AGAIN, progress::hasFinal);
    return progress.latest();
  }

  private static PipelineFigures figures(
      Pipeline pipeline, JsonNode last, CheckpointWatch checkpoints) {
    TrainingConfig training = pipeline.training();
    long examples = last.path("examples").asLong();
    return new PipelineFigures(
        examples,
        last.path("logLoss").asDouble(Double.NaN),
        last.path("windowLogLoss").asDouble(Double.NaN),
        pipeline.model().layout().bits(),
        modelBytes(pipeline.model()),
        pipeline.schema().features().size(),
        training.replicas(),
        training.masters(),
        training.roundSize().average((double) examples / training.replicas(), training.replicas()),
        training.roundSize().full(examples, training.replicas()),
        training.roundMaxDelay().toMillis(),
        training.staleness().toString(),
        checkpoints.latest(),
        checkpoints.durations(),
        checkpoints.pauses(),
        checkpoints.pausesWithout());
  }

  static long modelBytes(ModelSpec model) {
    return ((long) model.optimizer().lanes() * Float.BYTES) << model.layout().bits();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
