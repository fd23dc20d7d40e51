package io.tributary.session;

import io.tributary.advice.StreamShape;
import io.tributary.config.InputConfig;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.InputConfig.Start;
import io.tributary.config.Pipeline;
import io.tributary.format.FileRecord;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.process.StopSignal;
import io.tributary.sending.RecordSender;
import io.tributary.sending.Sent;
import io.tributary.store.ModelStore;
import io.tributary.training.JobTopics;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a data file through the whole pipeline, the same way at every run. */
public final class Evaluation {
  private static final String NAME = "evaluate";
  private static final Duration FLUSH_INTERVAL = Duration.ofMillis(300);

  private final Pipeline described;
  private final Files files;
  private final Waiting waiting;
  private final StopSignal stop;
  private final ProgressListener listener;

  /**
   * The files of an evaluation.
   *
   * @param data the data file
   * @param store the model store, or null for one in a private directory
   */
  public record Files(String data, @Nullable Path store) {}

  /**
   * Creates an evaluation.
   *
   * @param described a pipeline {@link #ofDataFile of a data file}
   */
  public Evaluation(
      Pipeline described,
      Files files,
      Waiting waiting,
      StopSignal stop,
      ProgressListener listener) {
    this.described = described;
    this.files = files;
    this.waiting = waiting;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * Returns a pipeline that reads the records of a data file to their end. They are sent as JSON,
   * whatever the pipeline's own topic holds. Each replica reads a partition, unless the pipeline
   * has readers of its own.
   */
  public static Pipeline ofDataFile(Pipeline pipeline) {
    InputConfig input =
        new InputConfig(
            pipeline.input().topic(),
            "json",
            List.of(),
            pipeline.input().maxRecordBytes(),
            pipeline.input().readers() > 0 ? Partitioning.KEY : Partitioning.TOPIC,
            Start.EARLIEST,
            true,
            null,
            pipeline.input().readers(),
            pipeline.input().maxDrift());
    return pipeline.withInput(input);
  }

  /** Returns what a person should know of the figures of a pipeline, line by line. */
  public static List<String> notes(Pipeline pipeline) {
    List<String> notes = new ArrayList<>();
    if (pipeline.training().autoReplicas()) {
      notes.add(
          "training.replicas: auto is one replica here, as there is no stream to keep up with");
    }
    if (pipeline.input().readers() > 0) {
      notes.add(
          "input.readers shuffle the examples, so the figures differ a little from run to run");
    }
    return notes;
  }

  /**
   * Trains with a Kafka and a Flink in this process.
   *
   * @param ended takes how it ended
   * @return what the examples are like
   */
  public StreamShape train(Consumer<TrainingReport> ended)
      throws IOException, TrainingFailedException, InterruptedException {
    FileIntake intake = new FileIntake(described, files.data());
    try (RecordFile records = intake.open();
        EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      Pipeline reachable = described.withKafka(KafkaSettings.of(kafka.bootstrapServers()));
      TrainingOptions options = send(records, intake, reachable);
      StoreFiles.Opened target = StoreFiles.replace(NAME, reachable, files.store());
      // Nobody reads the model before it is complete, and each write of a block reads all of it.
      Pipeline pipeline =
          reachable.withExport(
              reachable.export().withStore(target.file()).notMoreOftenThan(FLUSH_INTERVAL));
      TrainingReport report = train(pipeline, options, target.store());
      ended.accept(report.withInput(intake.report()));
      return intake.shape();
    }
  }

  /**
   * Samples of training in memory.
   *
   * @param every after how many records each
   * @param taken takes a sample
   */
  public record Samples(long every, Consumer<TrainingSample> taken) {}

  /**
   * Trains in memory.
   *
   * @param samples where progress is wanted by records in place of time, else null
   * @param ended takes how it ended
   * @return what the examples are like
   */
  public StreamShape simulate(
      SimulatedStream stream, @Nullable Samples samples, Consumer<TrainingReport> ended)
      throws IOException {
    FileIntake intake = new FileIntake(described, files.data());
    try (RecordFile records = intake.open()) {
      StoreFiles.Opened target = StoreFiles.replace(NAME, described, files.store());
      try (ModelStore opened = target.store()) {
        Pipeline pipeline = described.withExport(described.export().withStore(target.file()));
        SimulatedTraining training =
            new SimulatedTraining(pipeline, stream, opened, intake, samples != null);
        long read = 0;
        while (records.hasNext()) {
          training.add(records.next());
          read++;
          if (samples == null) {
            listener.sending(training::progress);
          } else if (read % samples.every() == 0) {
            samples.taken().accept(training.sample());
          }
          stop.throwIfRequested();
        }
        ended.accept(training.finish());
        return stream.shape(intake.shape());
      }
    }
  }

  private TrainingOptions send(RecordFile records, FileIntake intake, Pipeline pipeline) {
    int partitions = pipeline.readers();
    String topic = pipeline.input().topic();
    long start = System.nanoTime();
    try (Topics topics = Topics.connect(pipeline.kafka(), waiting);
        RecordSender sender = RecordSender.to(pipeline.kafka(), topic, partitions)) {
      JobTopics.create(topics, pipeline, partitions);
      while (records.hasNext()) {
        FileRecord next = records.next();
        // The job decides, but it does not know lines.
        intake.take(next);
        sender.send(next);
        listener.sending(() -> new Sent(sender.sent(), (System.nanoTime() - start) / 1e9));
        stop.throwIfRequested();
      }
      sender.flush();
      return new TrainingOptions(topics.endOffsets(topic), Optional.empty(), Optional.empty());
    }
  }

  private TrainingReport train(Pipeline pipeline, TrainingOptions options, ModelStore target)
      throws TrainingFailedException, InterruptedException {
    // All is sent before it is learned: freshness would say nothing.
    try (TrainingSession session =
        TrainingSession.start(pipeline, options, target, false, waiting)) {
      session.awaitReady(stop);
      session.awaitEnd(listener, stop);
      return session.finish();
    }
  }
}
