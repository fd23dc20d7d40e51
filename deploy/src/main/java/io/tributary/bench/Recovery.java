package io.tributary.bench;

import io.tributary.config.Pipeline;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.operations.ProgressReader;
import io.tributary.training.LocalTraining;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures how long a job needs to learn again. A first job learns all rows, so that the model is
 * as full as it gets, and is stopped with a savepoint. A few more rows are sent for each replica.
 * Then time counts: a second job goes on from the savepoint, until its progress says that it has
 * learned all that waited. It can't have without every replica, as each has its own rows.
 *
 * <p>The time is that of starting a Flink in this process, reading the savepoint, opening every
 * block in the updates topic, installing it in every replica, and some rounds, and up to a report's
 * interval more. That of starting a virtual machine, of noticing a failure, and of learning again
 * what was learned after the last checkpoint comes on top of it in a cluster.
 */
final class Recovery {
  private static final int FURTHER_PER_REPLICA = 256;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final double NANOS = 1e9;

  private final BenchRun.RecoveryRun run;
  private final Pipeline pipeline;
  private final ProgressReader progress;
  private final Waiting waiting;

  private Recovery(
      BenchRun.RecoveryRun run, Pipeline pipeline, ProgressReader progress, Waiting waiting) {
    this.run = run;
    this.pipeline = pipeline;
    this.progress = progress;
    this.waiting = waiting;
  }

  static ChildAnswer run(BenchRun.RecoveryRun run, Pipeline pipeline, Waiting waiting)
      throws TrainingFailedException, InterruptedException, IOException {
    Samples samples = ThisProcess.samples(0);
    Path directory = Files.createTempDirectory("savepoint");
    String topic = new ModelTopics(pipeline.name(), pipeline.kafka()).progress();
    try (ProgressReader progress = ProgressReader.start(pipeline.kafka(), topic)) {
      RecoveryFigures figures = new Recovery(run, pipeline, progress, waiting).measure(directory);
      long examples = figures.examples() + figures.furtherExamples();
      return new ChildAnswer(null, ThisProcess.cost(samples, examples), null, figures);
    } finally {
      Bench.delete(directory);
    }
  }

  private RecoveryFigures measure(Path directory)
      throws TrainingFailedException, InterruptedException, IOException {
    long rows = run.data().rows();
    String savepoint = learn(rows, directory);
    int replicas = pipeline.training().replicas();
    long further = (long) FURTHER_PER_REPLICA * replicas;
    send(rows, rows + further);
    return new RecoveryFigures(
        pipeline.model().layout().bits(),
        Training.modelBytes(pipeline.model()),
        replicas,
        rows,
        further,
        size(Path.of(URI.create(savepoint))),
        secondsToLearn(rows + further, savepoint));
  }

  private void send(long from, long to) {
    Filling.send(run.data(), from, to, pipeline.input().topic(), pipeline.kafka());
  }

  private String learn(long rows, Path directory)
      throws TrainingFailedException, InterruptedException {
    send(0, rows);
    TrainingOptions options =
        new TrainingOptions(Map.of(), Optional.empty(), Optional.of(directory));
    try (LocalTraining training = LocalTraining.start(pipeline, options)) {
      await(training, rows);
      return training
          .stop()
          .orElseThrow(() -> new BenchException("job has ended by itself: run=" + run.name()));
    }
  }

  private double secondsToLearn(long rows, String savepoint)
      throws TrainingFailedException, InterruptedException {
    TrainingOptions options =
        new TrainingOptions(Map.of(), Optional.of(savepoint), Optional.empty());
    long start = waiting.nanos();
    try (LocalTraining training = LocalTraining.start(pipeline, options)) {
      await(training, rows);
      return (waiting.nanos() - start) / NANOS;
    }
  }

  private void await(LocalTraining training, long rows)
      throws TrainingFailedException, InterruptedException {
    long start = waiting.nanos();
    while (learned() < rows) {
      if (training.isDone()) {
        training.await();
        throw new BenchException("job has ended by itself: run=" + run.name());
      }
      if (waiting.isOver(start, PATIENCE)) {
        throw new BenchException(
            "rows are missing: run=" + run.name() + " rows=" + rows + " done=" + learned());
      }
      waiting.pause(LOOK_AGAIN);
    }
    if (learned() > rows) {
      throw new BenchException(
          "rows were learned twice: run=" + run.name() + " rows=" + rows + " done=" + learned());
    }
  }

  private long learned() {
    return progress.latest().path("examples").asLong();
  }

  private static long size(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
