package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.process.StopSignal;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code run} that is stopped and started again, on a broker that is, too. */
@Timeout(600)
final class RunGoesOnIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PART = 1_000;

  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 10, blocks: 2}
      features: [site]
      label: {field: clicked}
      key: user
      input: {topic: visits, format: csv, columns: [clicked, site, user]}
      training: {replicas: 2, reportInterval: 50ms, checkpointInterval: 1s}
      export: {store: '%s'}
      kafka: {bootstrap.servers: '%s'}
      """;

  @TempDir private Path directory;
  private int parts;

  /** A {@code run} in a thread of this process. */
  private static final class Run implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = new StopSignal();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    Run(String... arguments) {
      RunCommand command =
          new RunCommand(
              new Console(
                  InputStream.nullInputStream(),
                  CommandRun.print(out),
                  CommandRun.print(err),
                  false,
                  Map.of(),
                  Waiting.system()));
      new CommandLine(command).parseArgs(arguments);
      thread.execute(
          () -> {
            try {
              code.complete(command.run(stop));
            } catch (Throwable e) {
              code.completeExceptionally(e);
            }
          });
    }

    String err() {
      return err.toString(StandardCharsets.UTF_8);
    }

    /** Returns the records that are whole, one or more of them. */
    List<JsonNode> records() throws IOException {
      String text = out.toString(StandardCharsets.UTF_8);
      assertThat(code.isCompletedExceptionally()).as(() -> err() + code).isFalse();
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .filter(line -> !line.isEmpty())
          .map(
              line -> {
                try {
                  return JSON.readTree(line);
                } catch (IOException e) {
                  throw new AssertionError(line, e);
                }
              })
          .toList();
    }

    JsonNode stopped() throws Exception {
      stop.request();
      assertThat(code.get()).isZero();
      List<JsonNode> records = records();
      JsonNode report = records.get(records.size() - 1);
      assertThat(report.path("final").asBoolean()).isTrue();
      return report;
    }

    @Override
    public void close() {
      if (!code.isDone()) {
        stop.request();
      }
      thread.shutdown();
      Awaitility.await().atMost(Duration.ofSeconds(150)).until(thread::isTerminated);
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(150));
  }

  private long served() {
    try (ModelStore store = ChronicleModelStore.openReadOnly(directory.resolve("clicks.store"))) {
      return store.examples();
    }
  }

  private void produce(Path pipeline) throws IOException {
    StringBuilder csv = new StringBuilder("user,site,clicked\n");
    for (int i = 0; i < PART; i++) {
      csv.append("u" + i % 50 + ",s" + i % 7 + "," + (i % 7 < 3 ? 1 : 0) + "\n");
    }
    Path data = Files.writeString(directory.resolve("part-" + parts++ + ".csv"), csv);
    CommandRun sent = CommandRun.of("produce", pipeline.toString(), "--data=" + data);
    assertThat(sent.err()).isEmpty();
    assertThat(sent.out()).contains("sent 1,000 records, ").endsWith(", topic visits\n");
  }

  @Test
  void goesOnWhereItWasAndTellsWhenKafkaIsGone() throws Exception {
    Path data = directory.resolve("kafka");
    EmbeddedKafka kafka = EmbeddedKafka.start(data);
    try {
      String address = kafka.bootstrapServers();
      Path store = directory.resolve("clicks.store");
      Path file =
          Files.writeString(directory.resolve("clicks.yaml"), PIPELINE.formatted(store, address));
      kafka.createTopic("visits", 2);
      learnAndKill(file);
      goOnAfterTheKill(file);
      kafka = goOnWhileKafkaIsAway(file, kafka, data);
      refusesAnotherInput(file);
    } finally {
      kafka.close();
    }
  }

  /** Learns one part, and another after a checkpoint, in a process that is killed then. */
  private void learnAndKill(Path file) throws Exception {
    produce(file);
    Process process = start("run", file.toString());
    try {
      await()
          .until(
              () -> {
                assertThat(process.isAlive()).as(() -> read("process.out")).isTrue();
                return hasCheckpoint() && served() == PART;
              });
      produce(file);
      await().until(() -> served() == 2 * PART);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts a command in a Java of its own, with the options and the class path of this one. */
  private Process start(String... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(words::add);
    words.addAll(
        List.of(
            "-Xmx700m",
            "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("process.out").toFile())
        .start();
  }

  private String read(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean hasCheckpoint() throws IOException {
    Path kept = directory.resolve("clicks.store.checkpoints");
    if (!Files.exists(kept)) {
      return false;
    }
    try (Stream<Path> files = Files.find(kept, 3, (path, about) -> path.endsWith("_metadata"))) {
      return files.findAny().isPresent();
    } catch (UncheckedIOException e) {
      return false; // Flink has just deleted one.
    }
  }

  private void goOnAfterTheKill(Path file) throws Exception {
    try (Run run = new Run(file.toString(), "--json")) {
      await()
          .until(
              () -> {
                assertThat(served()).as("never goes back").isEqualTo(2 * PART);
                return !run.records().isEmpty();
              });
      assertThat(run.err())
          .startsWith("tributary: goes on from the newest kept checkpoint")
          .contains("chk-");
      CommandRun second = CommandRun.of("run", file.toString());
      assertThat(second.code()).isEqualTo(1);
      assertThat(second.err())
          .startsWith("tributary: another process trains the model")
          .hasLineCount(1);
      produce(file);
      awaitServed(3 * PART, 2 * PART);
      assertThat(run.stopped().path("merged").asLong()).isEqualTo(3 * PART);
      assertThat(run.err()).contains("tributary: the next run goes on from here: savepoint=");
    }
  }

  private void awaitServed(long examples, long least) {
    await()
        .until(
            () -> {
              long served = served();
              assertThat(served).as("never goes back").isGreaterThanOrEqualTo(least);
              return served == examples;
            });
  }

  private EmbeddedKafka goOnWhileKafkaIsAway(Path file, EmbeddedKafka kafka, Path data)
      throws Exception {
    String address = kafka.bootstrapServers();
    try (Run run = new Run(file.toString(), "--json")) {
      await().until(() -> run.records().stream().anyMatch(line -> examples(line) == 3 * PART));
      assertThat(run.err())
          .startsWith("tributary: goes on from the newest kept checkpoint")
          .contains("savepoint-");
      kafka.close();
      await().until(() -> told(run, "gone"));
      EmbeddedKafka again = EmbeddedKafka.start(data, Integer.parseInt(address.split(":", 2)[1]));
      await().until(() -> told(run, "back"));
      assertThat(run.records())
          .extracting(line -> line.path("fact").asText())
          .contains("kafka does not answer: bootstrap.servers=" + address + "; training waits");
      produce(file);
      awaitServed(4 * PART, 3 * PART);
      assertThat(run.records())
          .as("counts go on where they were")
          .allMatch(line -> examples(line) == 0 || examples(line) >= 3 * PART);
      assertThat(run.stopped().path("merged").asLong()).isEqualTo(4 * PART);
      return again;
    }
  }

  private static long examples(JsonNode line) {
    return line.path("examples").asLong();
  }

  private static boolean told(Run run, String news) throws IOException {
    return run.records().stream().anyMatch(line -> line.path("kafka").asText().equals(news));
  }

  private void refusesAnotherInput(Path file) throws IOException {
    Path other =
        Files.writeString(
            directory.resolve("other.yaml"),
            Files.readString(file).replace("topic: visits", "topic: others"));
    CommandRun run = CommandRun.of("run", other.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("kept checkpoints are of another input: directory=")
        .contains("kept=[topic=visits ")
        .contains("now=[topic=others ")
        .contains("--fresh begins anew");
  }
}
