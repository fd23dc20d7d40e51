package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.example.FieldValues;
import io.tributary.failure.UsageException;
import io.tributary.format.ExampleFormats;
import io.tributary.format.FileRecord;
import io.tributary.format.FormatOptions;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.process.Heap;
import io.tributary.process.StopSignal;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Scorer;
import io.tributary.sending.DemoData;
import io.tributary.sending.Pace;
import io.tributary.sending.RecordSender;
import io.tributary.store.ModelStore;
import io.tributary.training.JobTopics;
import io.tributary.training.MemoryNeed;
import io.tributary.training.TrainingFailedException;
import io.tributary.training.TrainingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the whole of it, on half a million flights. */
@Command(
    name = "demo",
    description = {
      "See all of it work: a Kafka broker and Flink in this process, half a million flights of"
          + " January 2001 streamed to a topic, and a model that learns which leave late while it"
          + " is served.",
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class DemoCommand implements Callable<Integer> {
  private static final int RECORDS_BETWEEN_CHECKS = 64;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final long LONGEST_REST_NANOS = 100_000_000;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Replicas of the model, with a partition each; 2 by default.")
  private @Nullable String replicas;

  @Option(
      names = "--staleness",
      paramLabel = "K|unbounded",
      description = "Rounds the merged model may be behind; 1 by default.")
  private @Nullable String staleness;

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Examples of a round of one replica; 64 by default.")
  private @Nullable String round;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Flights sent a second; by default as fast as they are learned.")
  private double rate;

  @Option(
      names = "--ahead",
      paramLabel = "N",
      hidden = true,
      defaultValue = "8000",
      description = "Flights sent ahead of what is served: a larger backlog is less fresh.")
  private long ahead;

  @Option(
      names = "--store",
      paramLabel = "PATH",
      description = "The file of the model store; by default one in ~/.tributary/demo.")
  private @Nullable Path store;

  @Option(names = "--json", description = "Print JSON, an object a line.")
  private boolean json;

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (rate < 0 || ahead < 1) {
      throw new UsageException("number out of range: rate=" + rate + " ahead=" + ahead);
    }
    Pipeline described = pipeline();
    Heap.require(described, MemoryNeed.freshHeapBytes(described));
    StopSignal stop = StopSignal.install();
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    printer.say("starting Kafka and Flink in this process");
    int partitions = described.training().replicas();
    DemoData data = DemoData.count(keyField(described), described.input().topic(), partitions);
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      Pipeline reachable = described.withKafka(KafkaSettings.of(kafka.bootstrapServers()));
      try (Topics topics = Topics.connect(reachable.kafka(), console.waiting())) {
        JobTopics.create(topics, reachable, partitions);
      }
      StoreFiles.Opened target = StoreFiles.replace("demo", reachable, store);
      Pipeline pipeline = reachable.withExport(reachable.export().withStore(target.file()));
      TrainingOptions options =
          new TrainingOptions(data.endOffsets(), Optional.empty(), Optional.empty());
      try (TrainingSession session =
          TrainingSession.start(pipeline, options, target.store(), true, console.waiting())) {
        session.awaitReady(stop);
        printer.say(
            "sending "
                + Figures.count(data.rows())
                + " flights to topic "
                + pipeline.input().topic());
        send(pipeline, session, printer, stop);
        session.awaitEnd(printer, stop);
        printer.report(session.finish());
        explain(pipeline, target.store(), data.last(), printer);
      }
    }
    return Failures.DONE;
  }

  private Pipeline pipeline() {
    return DemoData.pipelineFile()
        .with("training.replicas", replicas)
        .with("training.staleness", staleness)
        .with("training.round.examples", round)
        .pipeline(console.environment());
  }

  private static String keyField(Pipeline pipeline) {
    return Objects.requireNonNull(pipeline.schema().keyField(), "flights have a key");
  }

  private void send(
      Pipeline pipeline, TrainingSession session, ProgressPrinter printer, StopSignal stop)
      throws TrainingFailedException, InterruptedException, IOException {
    Pace pace = new Pace(rate, console.waiting()::nanos);
    try (RecordFile file = DemoData.open(keyField(pipeline));
        RecordSender sender = RecordSender.to(pipeline.kafka(), pipeline.input().topic(), 0)) {
      while (file.hasNext()) {
        sender.send(file.next());
        if (sender.sent() % RECORDS_BETWEEN_CHECKS == 0 || rate > 0) {
          do {
            stop.throwIfRequested();
            // A job that has failed says so here.
            session.isDone();
            printer.show(session::progress);
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
    if (rate > 0) {
      return pace.waitNanos(sender.sent()) > 0;
    }
    boolean isAhead = sender.sent() - session.merged() - session.rejected() > ahead;
    if (isAhead) {
      rest(LOOK_AGAIN_NANOS);
    }
    return isAhead;
  }

  private void rest(long nanos) {
    console.waiting().pause(Duration.ofNanos(Math.min(nanos, LONGEST_REST_NANOS)));
  }

  private void explain(
      Pipeline pipeline, ModelStore model, FileRecord flight, ProgressPrinter printer) {
    Scorer scorer = new Scorer(model, pipeline.schema());
    FieldValues values = new FieldValues(scorer.fields());
    ExampleFormats.create("json", FormatOptions.DEFAULT)
        .decode(flight.json(), 0, flight.json().length, values);
    Explanation explanation = scorer.explain(values);
    printer.say("");
    printer.say("the last flight: " + new String(flight.json(), StandardCharsets.UTF_8));
    printer.say(
        "leaves late with probability "
            + Figures.metric(explanation.score().prediction(), 4)
            + ", because of (log odds)");
    Explanations.lines(explanation).forEach(printer::say);
  }
}
