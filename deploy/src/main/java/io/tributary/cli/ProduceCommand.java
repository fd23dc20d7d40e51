package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.example.Featurizer;
import io.tributary.failure.UsageException;
import io.tributary.format.CsvRows;
import io.tributary.kafka.KafkaSettings;
import io.tributary.operations.PipelineFiles;
import io.tributary.process.StopSignal;
import io.tributary.sending.Delivery;
import io.tributary.sending.Sent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code produce}: sends the records of a file to a topic. */
@Command(
    name = "produce",
    description = {
      "Send the records of a CSV or JSON-lines file to a topic: as CSV for a pipeline that reads"
          + " CSV, and as JSON otherwise.",
      "Only records that Kafka has taken are counted. When not all are, or on Ctrl-C, the command"
          + " says how many they are and which row to go on with. A record that is too large for"
          + " Kafka is passed over and named in the end, with exit code 1."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class ProduceCommand implements Callable<Integer> {
  static final String FILE_HELP =
      "CSV with a header or JSON lines, plain or gzipped; - for standard input.";

  private static final String BOOTSTRAP = "bootstrap.servers";

  @Parameters(
      arity = "0..1",
      paramLabel = "PIPELINE.yaml",
      description = "A pipeline file, for its topic, format, key and Kafka.")
  private @Nullable Path file;

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
      description = "The field of the records' key; by default the pipeline's key, if it has one.")
  private @Nullable String key;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records a second; by default as fast as can be.")
  private double rate;

  @Option(
      names = "--from-row",
      paramLabel = "N",
      defaultValue = "1",
      description = "Begin with this record of the file; ${DEFAULT-VALUE} by default.")
  private long fromRow;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description =
          "Kafka's address; by default the pipeline's, the local cluster's, or localhost:9092.")
  private @Nullable String bootstrap;

  @Option(names = "--pipeline", paramLabel = "FILE", description = "The same as PIPELINE.yaml.")
  private @Nullable Path pipelineFile;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Create the topic with so many partitions if it is absent.")
  private int partitions;

  @Option(
      names = "--cluster",
      paramLabel = "DIR",
      description = "The directory of the local cluster, whose Kafka is the default.")
  private @Nullable Path cluster;

  private final Console console;

  ProduceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    return produce(StopSignal.install());
  }

  Integer produce(StopSignal stop) throws IOException {
    if (!(rate >= 0) || partitions < 0 || fromRow < 1) {
      throw new UsageException(
          "number out of range: rate="
              + Figures.plain(rate)
              + " partitions="
              + partitions
              + " from-row="
              + fromRow
              + " allowed=rate and partitions from 0, from-row from 1");
    }
    Delivery.Target target = target();
    new Delivery(
            new Delivery.Rows(data, fromRow, rate),
            target,
            console.waiting(),
            stop,
            new Shown(target.topic()))
        .send(partitions);
    return Failures.DONE;
  }

  private Delivery.Target target() {
    if (file != null && pipelineFile != null) {
      throw new UsageException("pipeline is named twice: " + file + " --pipeline=" + pipelineFile);
    }
    Map<String, String> environment = ClusterOptions.environment(cluster, console);
    Path named = file != null ? file : pipelineFile;
    if (named == null) {
      if (topic == null || key == null) {
        throw new UsageException(
            "topic and key are not known: give --topic and --key, or a pipeline file");
      }
      String address =
          bootstrap != null ? bootstrap : environment.getOrDefault("KAFKA", "localhost:9092");
      return new Delivery.Target(KafkaSettings.of(address), topic, key, null);
    }
    Pipeline pipeline = PipelineFiles.read(named).pipeline(environment);
    if (topic == null && pipeline.input().avro() != null) {
      throw new UsageException(
          "records are sent as JSON, but the pipeline reads avro: topic="
              + pipeline.input().topic());
    }
    return new Delivery.Target(
        kafka(pipeline),
        topic != null ? topic : pipeline.input().topic(),
        key != null ? key : pipeline.schema().keyField(),
        csv(pipeline));
  }

  private KafkaSettings kafka(Pipeline pipeline) {
    if (bootstrap == null) {
      return pipeline.kafka();
    }
    Map<String, String> properties = pipeline.kafka().toMap();
    properties.put(BOOTSTRAP, bootstrap);
    return new KafkaSettings(properties);
  }

  private static @Nullable CsvRows csv(Pipeline pipeline) {
    return pipeline.input().format().equals("csv")
        ? new CsvRows(pipeline.input().formatOptions(), new Featurizer(pipeline.schema()).fields())
        : null;
  }

  /** Shows how sending goes. */
  private final class Shown implements Delivery.Listener {
    private final ProgressPrinter printer = ProgressPrinter.of(console, false);
    private final String topic;

    Shown(String topic) {
      this.topic = topic;
    }

    @Override
    public void sending(Supplier<Sent> latest) {
      printer.sending(latest);
    }

    @Override
    public void ended(Sent taken) {
      printer.end();
      console.line(SendProgress.of(taken).line() + ", topic " + topic);
    }

    @Override
    public void unfinished(long next, long repeated) {
      console.note(
          "kafka has taken all rows before this one, go on with --from-row "
              + next
              + (repeated == 0 ? "" : ", which repeats rows that it has taken: rows=" + repeated));
    }
  }
}
