package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.failure.UsageException;
import io.tributary.format.FileRecord;
import io.tributary.process.Heap;
import io.tributary.process.StopSignal;
import io.tributary.scoring.Explanation;
import io.tributary.sending.DemoData;
import io.tributary.sending.Sent;
import io.tributary.session.Demonstration;
import io.tributary.session.TrainingProgress;
import io.tributary.session.TrainingReport;
import io.tributary.training.MemoryNeed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
  @Option(
      names = "--model",
      paramLabel = "TYPE",
      defaultValue = "linear",
      description =
          "Type of the model: linear, of crossed features, or fm, a factorization machine that"
              + " finds what belongs together by itself.")
  private String model;

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
      names = "--parallelism",
      paramLabel = "data|model",
      description =
          "Whether the flights are dealt out to replicas or the model to shards; data by default.")
  private @Nullable String parallelism;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "With --parallelism model, among how many tasks the model is dealt out.")
  private @Nullable String shards;

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
    if (!DemoData.MODELS.contains(model)) {
      throw new UsageException(
          "unknown model: --model=" + model + " allowed=" + String.join(", ", DemoData.MODELS));
    }
    Pipeline described = pipeline();
    Heap.require(described, MemoryNeed.freshHeapBytes(described));
    StopSignal stop = StopSignal.install();
    ProgressPrinter printer = ProgressPrinter.of(console, json);
    printer.say("starting Kafka and Flink in this process");
    new Demonstration(
            new Demonstration.Options(rate, ahead, store), console.waiting(), stop, shown(printer))
        .run(described);
    return Failures.DONE;
  }

  private Pipeline pipeline() {
    return DemoData.pipelineFile(model)
        .with("training.replicas", replicas)
        .with("training.staleness", staleness)
        .with("training.round.examples", round)
        .with("training.parallelism", parallelism)
        .with("training.shards", shards)
        .pipeline(console.environment());
  }

  private static Demonstration.Listener shown(ProgressPrinter printer) {
    return new Demonstration.Listener() {
      @Override
      public void sending(Supplier<Sent> latest) {
        printer.sending(latest);
      }

      @Override
      public void training(Supplier<TrainingProgress> latest) {
        printer.training(latest);
      }

      @Override
      public void begins(long flights, String topic) {
        printer.say("sending " + Figures.count(flights) + " flights to topic " + topic);
      }

      @Override
      public void ended(TrainingReport report) {
        printer.report(report);
      }

      @Override
      public void explained(FileRecord flight, Explanation explanation) {
        printer.say("");
        printer.say("the last flight: " + new String(flight.json(), StandardCharsets.UTF_8));
        printer.say(
            "leaves late with probability "
                + Figures.metric(explanation.score().prediction(), 4)
                + ", because of (log odds)");
        Explanations.lines(explanation).forEach(printer::say);
      }
    };
  }
}
