package io.tributary.cli;

import io.tributary.failure.UsageException;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.sending.ClickTopic;
import io.tributary.synthetic.AvroWriter;
import io.tributary.synthetic.ClickDesign;
import io.tributary.synthetic.ClickRecords;
import io.tributary.synthetic.ClickStream;
import io.tributary.synthetic.Drift;
import io.tributary.synthetic.OutputFile;
import io.tributary.synthetic.RowFile;
import io.tributary.synthetic.RowFormat;
import io.tributary.synthetic.TruthFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code generate}: makes a click stream with known true probabilities. */
@Command(
    name = "generate",
    description = {
      "Make a click stream with known true probabilities, any number of rows of it.",
      "Row t depends on the seeds and t alone: the same everywhere, to the last bit."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
@SuppressWarnings("NullAway.Init") // picocli sets options and parameters
final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--rows", paramLabel = "N", description = "How many rows.")
  private @Nullable Long rows;

  @Option(
      names = "--start",
      paramLabel = "T",
      description = "The first row's number; default ${DEFAULT-VALUE}.")
  private long start = 0;

  @Option(
      names = "--design",
      paramLabel = "D",
      description = {
        "clicks, the default: what each field says of the label adds up, nearly. Of 12 or 39 fields.",
        "interactions: two thirds of the variance of the log odds are what fields say together,"
            + " and no sum over fields can learn them. Numbers n0 to n3 and categories c0 to c9.",
        "ids: new ids appear all the time and old ones fade; they are half of the variance."
            + " Categories c0 to c8, which stay, and ids i0 and i1."
      })
  private DesignName design = DesignName.CLICKS;

  @Option(
      names = "--fields",
      paramLabel = "N",
      description = {
        "Of clicks. 12: categories f0 to f11. 39: numbers n0 to n12 and categories c0 to c25.",
        "Default 12."
      })
  private @Nullable Integer fields;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of the values and labels; default ${DEFAULT-VALUE}.")
  private long seed = 42;

  @Option(
      names = "--wseed",
      paramLabel = "S",
      description = "Of the true weights; default ${DEFAULT-VALUE}.")
  private long weightSeed = 7;

  @Option(
      names = "--drift",
      paramLabel = "D",
      description = "How the true weights of two fields change: " + Drift.ALLOWED + ".")
  private String drift = "none";

  @Option(
      names = "--format",
      paramLabel = "F",
      description = {
        "csv, json or avro; default csv. Avro files are object containers, which carry their"
            + " schema; records of a topic are the bare datum."
      })
  private RowFormat format = RowFormat.CSV;

  @Option(names = "--no-header", description = "CSV without its header line.")
  private boolean noHeader;

  @Option(names = "--schema", description = "Print the Avro schema of the rows, and no rows.")
  private boolean schema;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to; by default standard output. A name that ends in .gz is gzipped.")
  private @Nullable Path out;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Also write the true probabilities, as CSV: t,p. May end in .gz.")
  private @Nullable Path truth;

  @Option(names = "--topic", paramLabel = "T", description = "Send records to this topic instead.")
  private @Nullable String topic;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka's address; by default localhost:9092.")
  private @Nullable String bootstrap;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Create the topic with so many partitions if it is absent.")
  private @Nullable Integer partitions;

  @Option(
      names = "--key",
      paramLabel = "FIELD",
      description = "The field of the records' key; by default they have none.")
  private @Nullable String key;

  /** What {@code --design} takes. */
  enum DesignName {
    CLICKS,
    INTERACTIONS,
    IDS
  }

  private final Console console;

  GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ClickDesign rowDesign = attempt(this::design);
    ClickStream stream =
        new ClickStream(rowDesign, seed, weightSeed, attempt(() -> Drift.of(drift)));
    requireNoContradiction();
    if (schema) {
      console.out().print(AvroWriter.schema(rowDesign));
      console.requireReader();
      return Failures.DONE;
    }
    long count = requireRows();
    try (TruthFile truths = TruthFile.open(truth)) {
      if (topic != null) {
        send(stream, count, topic, truths);
      } else {
        write(stream, count, truths);
      }
    }
    return Failures.DONE;
  }

  private ClickDesign design() {
    if (design == DesignName.CLICKS) {
      return ClickDesign.of(fields == null ? 12 : fields);
    }
    if (fields != null) {
      throw new UsageException("only the design clicks has a choice of fields: leave --fields out");
    }
    return design == DesignName.IDS ? ClickDesign.IDS : ClickDesign.INTERACTIONS;
  }

  private long requireRows() {
    if (rows == null || rows < 0 || start < 0) {
      throw new UsageException(
          rows == null
              ? "number of rows is not known: give --rows"
              : "negative number: rows=" + rows + " start=" + start);
    }
    // Beyond this, times in milliseconds overflow.
    long last = Long.MAX_VALUE / 1000;
    if (rows > last || start > last - rows) {
      throw new UsageException(
          "rows are too many: rows=" + rows + " start=" + start + " allowed=0.." + last);
    }
    return rows;
  }

  private void requireNoContradiction() {
    Map<String, Boolean> kafka =
        Map.of(
            "--bootstrap", bootstrap != null,
            "--key", key != null,
            "--partitions", partitions != null);
    List<String> ofKafka = kafka.keySet().stream().sorted().filter(kafka::get).toList();
    if (topic == null && !ofKafka.isEmpty()) {
      throw new UsageException("options need --topic: options=" + ofKafka);
    }
    if (topic != null && out != null) {
      throw new UsageException("rows go either to --out or to --topic");
    }
    if (noHeader && (topic != null || format != RowFormat.CSV)) {
      throw new UsageException("only a CSV file has a header line: --no-header has no meaning");
    }
    if (schema && (topic != null || out != null || truth != null || rows != null)) {
      throw new UsageException("--schema makes no rows: leave --rows, --out, --topic, --truth out");
    }
    if (partitions != null && partitions < 1) {
      throw new UsageException("partitions are not positive: partitions=" + partitions);
    }
    if (out != null && truth != null && out.toAbsolutePath().equals(truth.toAbsolutePath())) {
      throw new UsageException("rows and truth go to the same file: out=" + out);
    }
  }

  private void send(ClickStream stream, long count, String target, TruthFile truths)
      throws IOException {
    ClickRecords records = attempt(() -> new ClickRecords(stream, format, key));
    KafkaSettings kafka = KafkaSettings.of(bootstrap == null ? "localhost:9092" : bootstrap);
    Topics.require(kafka, target, partitions == null ? 0 : partitions, console.waiting());
    ProgressPrinter printer = ProgressPrinter.of(console, false);
    long begun = System.nanoTime();
    ClickTopic.fill(
        kafka,
        target,
        records,
        start,
        start + count,
        (sent, row) -> {
          truths.write(row);
          printer.show(() -> new SendProgress(sent, secondsSince(begun)));
        });
    printer.end();
    console.line(new SendProgress(count, secondsSince(begun)).line() + ", topic " + target);
  }

  private void write(ClickStream stream, long count, TruthFile truths) throws IOException {
    ProgressPrinter printer = ProgressPrinter.of(console, false);
    long begun = System.nanoTime();
    OutputStream target = out == null ? new PrintedBytes(console) : OutputFile.open(out);
    try (RowFile file = RowFile.to(target, format, stream.design(), !noHeader)) {
      file.fill(
          stream,
          start,
          start + count,
          (written, row) -> {
            truths.write(row);
            if (out != null && (row.t() & 0x3FF) == 0) {
              printer.show(() -> new WriteProgress(written, secondsSince(begun)));
            }
          });
    }
    // What goes to standard output are rows and nothing else.
    if (out != null) {
      printer.end();
      console.line(new WriteProgress(count, secondsSince(begun)).line() + ", file " + out);
    }
  }

  private static <T> T attempt(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
