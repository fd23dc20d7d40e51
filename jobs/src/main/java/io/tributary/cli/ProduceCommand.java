package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.format.RecordFile;
import io.tributary.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code produce}: sends the records of a file to a topic. */
@Command(
    name = "produce",
    description = "Send the records of a CSV or JSON-lines file to a topic, as JSON.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class ProduceCommand implements Callable<Integer> {
  @Option(names = "--data", required = true, paramLabel = "FILE", description = FILE_HELP)
  private String data;

  @Option(
      names = "--topic",
      paramLabel = "T",
      description = "The topic; by default the pipeline's input.")
  private @Nullable String topic;

  @Option(
      names = "--key",
      paramLabel = "FIELD",
      description = "The field of the records' key; by default the pipeline's key.")
  private @Nullable String key;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records a second; by default as fast as can be.")
  private double rate;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka's address; by default the pipeline's, or localhost:9092.")
  private @Nullable String bootstrap;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "A pipeline file, for its topic, key and Kafka.")
  private @Nullable Path pipelineFile;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Create the topic with so many partitions if it is absent.")
  private int partitions;

  static final String FILE_HELP =
      "CSV with a header or JSON lines, plain or gzipped; - for standard input.";

  private final Console console;

  ProduceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Pipeline pipeline =
        pipelineFile == null
            ? null
            : PipelineOption.read(pipelineFile).pipeline(console.environment());
    if (pipeline != null && topic == null && pipeline.input().avro() != null) {
      throw new UsageException(
          "records are sent as JSON, but the pipeline reads avro: topic="
              + pipeline.input().topic());
    }
    String target = topic != null ? topic : pipeline != null ? pipeline.input().topic() : null;
    String keyField = key != null ? key : pipeline != null ? pipeline.schema().keyField() : null;
    if (target == null || keyField == null) {
      throw new UsageException(
          "topic and key are not known: give --topic and --key, or --pipeline");
    }
    if (rate < 0 || partitions < 0) {
      throw new UsageException("negative number: rate=" + rate + " partitions=" + partitions);
    }
    KafkaSettings kafka =
        bootstrap != null || pipeline == null
            ? KafkaSettings.of(bootstrap == null ? "localhost:9092" : bootstrap)
            : pipeline.kafka();
    // A wrong file shows before anything is created.
    try (RecordFile file = RecordFile.open(data, keyField)) {
      LocalTopics.require(kafka, target, partitions, console.waiting());
      send(file, kafka, target);
    }
    return Failures.DONE;
  }

  private void send(RecordFile file, KafkaSettings kafka, String target) {
    ProgressPrinter printer = ProgressPrinter.of(console, false);
    long start = System.nanoTime();
    Pace pace = new Pace(rate, console.waiting()::nanos);
    try (RecordSender sender = RecordSender.to(kafka, target, 0)) {
      while (file.hasNext()) {
        sender.send(file.next());
        long wait = pace.waitNanos(sender.sent());
        if (wait > 0) {
          console.waiting().pause(Duration.ofNanos(wait));
        }
        printer.show(() -> new SendProgress(sender.sent(), secondsSince(start)));
      }
      sender.flush();
      printer.end();
      SendProgress total = new SendProgress(sender.sent(), secondsSince(start));
      console.line(total.line() + ", topic " + target);
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
