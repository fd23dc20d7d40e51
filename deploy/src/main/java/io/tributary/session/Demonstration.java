package io.tributary.session;

import io.tributary.config.Pipeline;
import io.tributary.example.FieldValues;
import io.tributary.format.ExampleFormats;
import io.tributary.format.FileRecord;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.process.StopSignal;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Scorer;
import io.tributary.sending.DemoData;
import io.tributary.sending.Pace;
import io.tributary.sending.RecordSender;
import io.tributary.store.ModelStore;
import io.tributary.training.JobTopics;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole of it, on half a million flights, with a Kafka and a Flink in this process. */
public final class Demonstration {
  private static final int RECORDS_BETWEEN_CHECKS = 64;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final long LONGEST_REST_NANOS = 100_000_000;

  private final Options options;
  private final Waiting waiting;
  private final StopSignal stop;
  private final Listener listener;

  /**
   * How to demonstrate.
   *
   * @param rate flights sent a second; 0 is as fast as they are learned
   * @param ahead flights sent ahead of what is served
   * @param store the model store, or null for one in a private directory
   */
  public record Options(double rate, long ahead, @Nullable Path store) {}

  /** Is told how it goes. */
  public interface Listener extends ProgressListener {
    /** Takes that the flights are sent from now on. */
    void begins(long flights, String topic);

    /** Takes how training ended. */
    void ended(TrainingReport report);

    /** Takes what the model says of the last flight. */
    void explained(FileRecord flight, Explanation explanation);
  }

  /** Creates a demonstration. */
  public Demonstration(Options options, Waiting waiting, StopSignal stop, Listener listener) {
    this.options = options;
    this.waiting = waiting;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * Trains on all flights, and explains the score of the last.
   *
   * @param described the pipeline of the flights
   */
  public void run(Pipeline described)
      throws IOException, TrainingFailedException, InterruptedException {
    int partitions = described.training().replicas();
    DemoData data = DemoData.count(keyField(described), described.input().topic(), partitions);
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      Pipeline reachable = described.withKafka(KafkaSettings.of(kafka.bootstrapServers()));
      try (Topics topics = Topics.connect(reachable.kafka(), waiting)) {
        JobTopics.create(topics, reachable, partitions);
      }
      StoreFiles.Opened target = StoreFiles.replace("demo", reachable, options.store());
      Pipeline pipeline = reachable.withExport(reachable.export().withStore(target.file()));
      TrainingOptions training =
          new TrainingOptions(data.endOffsets(), Optional.empty(), Optional.empty());
      try (TrainingSession session =
          TrainingSession.start(pipeline, training, target.store(), true, waiting)) {
        session.awaitReady(stop);
        listener.begins(data.rows(), pipeline.input().topic());
        send(pipeline, session);
        session.awaitEnd(listener, stop);
        listener.ended(session.finish());
        explain(pipeline, target.store(), data.last());
      }
    }
  }

  private static String keyField(Pipeline pipeline) {
    return Objects.requireNonNull(pipeline.schema().keyField(), "flights have a key");
  }

  private void send(Pipeline pipeline, TrainingSession session)
      throws TrainingFailedException, InterruptedException, IOException {
    Pace pace = new Pace(options.rate(), waiting::nanos);
    try (RecordFile file = DemoData.open(keyField(pipeline));
        RecordSender sender = RecordSender.to(pipeline.kafka(), pipeline.input().topic(), 0)) {
      while (file.hasNext()) {
        sender.send(file.next());
        if (sender.sent() % RECORDS_BETWEEN_CHECKS == 0 || options.rate() > 0) {
          do {
            stop.throwIfRequested();
            // A job that has failed says so here.
            session.isDone();
            listener.training(session::progress);
            rest(pace.waitNanos(sender.sent()));
          } while (mustWait(session, sender, pace));
        }
      }
      sender.flush();
    }
  }

  // As fast as can be would fill the topic, and the last flights would be served late for no other
  // reason than that they were sent early.
  private boolean mustWait(TrainingSession session, RecordSender sender, Pace pace) {
    if (options.rate() > 0) {
      return pace.waitNanos(sender.sent()) > 0;
    }
    boolean isAhead = sender.sent() - session.merged() - session.rejected() > options.ahead();
    if (isAhead) {
      rest(LOOK_AGAIN_NANOS);
    }
    return isAhead;
  }

  private void rest(long nanos) {
    waiting.pause(Duration.ofNanos(Math.min(nanos, LONGEST_REST_NANOS)));
  }

  private void explain(Pipeline pipeline, ModelStore model, FileRecord flight) {
    Scorer scorer = new Scorer(model, pipeline.schema());
    FieldValues values = new FieldValues(scorer.fields());
    ExampleFormats.create("json", FormatOptions.DEFAULT)
        .decode(flight.json(), 0, flight.json().length, values);
    listener.explained(flight, scorer.explain(values));
  }
}
