package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.failure.CommandFailedException;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.process.StopSignal;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a person would use them, on a broker and a Flink in this process. */
final class CommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 4000;

  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 12, optimizer: {alpha: 0.5}}
      features: [site, {numeric: age, scale: 0.01}]
      label: {field: clicked}
      key: user
      input: {topic: impressions, bounded: true}
      training: {replicas: 2, round: {examples: 16, share: 0.001}}
      """;

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    Random random = new Random(17);
    StringBuilder csv = new StringBuilder("user,site,age,clicked\n");
    for (int i = 0; i < ROWS; i++) {
      int site = random.nextInt(4);
      int clicked = random.nextInt(4) <= site ? 1 : 0;
      csv.append("u" + random.nextInt(50) + ",s" + site + "," + random.nextInt(90) + "," + clicked)
          .append('\n');
    }
    data = Files.writeString(directory.resolve("clicks.csv"), csv);
  }

  private String pipeline(Path store, String more) throws IOException {
    return Files.writeString(
            directory.resolve("clicks.yaml"), PIPELINE + "export: {store: " + store + "}\n" + more)
        .toString();
  }

  private static JsonNode last(CommandRun run) throws IOException {
    assertThat(run.err()).isEmpty();
    return lastOf(run);
  }

  private static JsonNode lastOf(CommandRun run) throws IOException {
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    for (String line : lines.subList(0, lines.size() - 1)) {
      assertThat(JSON.readTree(line).path("final").asBoolean(true)).isFalse();
    }
    JsonNode last = JSON.readTree(lines.get(lines.size() - 1));
    assertThat(last.path("final").asBoolean()).isTrue();
    return last;
  }

  private JsonNode evaluate(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                pipeline(directory.resolve("unused.store"), "kafka: {client.id: '${UNSET}'}"),
                "--json",
                "--data=" + data,
                "--store=" + directory.resolve("evaluated.store")));
    arguments.addAll(List.of(more));
    return last(CommandRun.of(arguments.toArray(String[]::new)));
  }

  @Test
  void evaluateIsTheSameAtEveryRun() throws IOException {
    JsonNode first = evaluate();
    assertThat(first.path("examples").asLong()).isEqualTo(ROWS);
    assertThat(first.path("merged").asLong()).isEqualTo(ROWS);
    assertThat(first.path("rejected").asLong()).isZero();
    assertThat(first.path("replicas").asInt()).isEqualTo(2);
    assertThat(first.path("logLoss").asDouble()).isBetween(0.4, 0.6);
    assertThat(first.path("freshnessMsP50").isNull()).isTrue();
    JsonNode second = evaluate();
    for (String figure : List.of("logLoss", "auc", "checksum", "modelVersion")) {
      assertThat(second.get(figure)).isEqualTo(first.get(figure));
    }
    assertThat(evaluate("--staleness=0", "--round=7", "--replicas=1").path("checksum"))
        .isNotEqualTo(first.path("checksum"));
  }

  @Test
  void simulationLearnsTheSameModelToTheBit() throws IOException {
    for (String replicas : List.of("--replicas=1", "--replicas=3")) {
      JsonNode real = evaluate(replicas);
      JsonNode simulated = evaluate(replicas, "--simulated");
      for (String figure : List.of("checksum", "modelVersion", "logLoss", "auc", "merged")) {
        assertThat(simulated.get(figure)).as(figure).isEqualTo(real.get(figure));
      }
    }
  }

  @Test
  void comparesNumbersOfReplicasThroughTheWholePipeline() throws IOException {
    String pipeline = pipeline(directory.resolve("unused.store"), "kafka: {client.id: '${UNSET}'}");
    CommandRun run =
        CommandRun.of("evaluate", pipeline, "--data=" + data, "--json", "--replicas=2");
    double two = last(run).path("logLoss").asDouble();
    CommandRun compared =
        CommandRun.of("evaluate", pipeline, "--data=" + data, "--json", "--replicas=1,2");
    assertThat(compared.err()).isEmpty();
    List<String> lines = compared.out().lines().toList();
    JsonNode advice = JSON.readTree(lines.get(lines.size() - 1)).path("advice");
    assertThat(advice.path("replicas").asInt()).isEqualTo(1);
    assertThat(advice.path("reason").asText()).contains("small: examples=4,000 least=32,000");
    assertThat(compared.out().lines().filter(line -> line.contains("\"aboveOne\"")))
        .satisfiesExactly(
            one -> assertThat(one).contains("\"replicas\":1", "\"aboveOne\":0.0"),
            other -> assertThat(other).contains("\"replicas\":2", "\"logLoss\":" + two));
  }

  @Test
  void producesTrainsAndScores() throws Exception {
    Path store = directory.resolve("clicks.store");
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      String pipeline =
          pipeline(store, "kafka: {bootstrap.servers: '" + kafka.bootstrapServers() + "'}");
      CommandRun absent = CommandRun.of("produce", "--pipeline", pipeline, "--data=" + data);
      assertThat(absent.err())
          .contains("topic does not exist, --partitions N would create it: topic=impressions");
      assertThat(absent.code()).isEqualTo(1);

      CommandRun sent =
          CommandRun.of("produce", "--pipeline", pipeline, "--data=" + data, "--partitions=2");
      assertThat(sent.err()).isEmpty();
      assertThat(sent.out()).contains("sent 4,000 records, ").endsWith(", topic impressions\n");

      CommandRun learned = CommandRun.of("run", pipeline, "--json");
      assertThat(learned.err().lines())
          .satisfiesExactlyInAnyOrder(
              line ->
                  assertThat(line)
                      .startsWith(
                          "tributary: warning: the stream is dense: an example touches 3.0"),
              line ->
                  assertThat(line)
                      .startsWith(
                          "tributary: warning: the stream is small: examples=4,000 least=32,000;"));
      JsonNode report = lastOf(learned);
      assertThat(report.path("examples").asLong()).isEqualTo(ROWS);
      assertThat(report.path("merged").asLong()).isEqualTo(ROWS);
      assertThat(report.path("store").asText()).isEqualTo(store.toString());
      refusesReplicasThatWouldStall(pipeline);
      producesWithoutAKeyAndPassesOverWhatIsTooLarge(kafka);
      producesTheRestAfterCtrlC(kafka);
      countsWhatKafkaTookBeforeItWent(kafka);
    }
    ScoredRecords.check(pipeline(store, ""), store);
  }

  @Test
  void evaluateRejectsWhatAJobWouldAndSaysWhere() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(data));
    lines.set(2, "u1,s1");
    lines.set(7, "u1,s1,old,1");
    Files.write(data, lines);
    for (String how : List.of("--replicas=2", "--simulated")) {
      JsonNode report = evaluate(how);
      assertThat(report.path("examples").asLong()).isEqualTo(ROWS - 2);
      assertThat(report.path("rejected").asLong()).isEqualTo(2);
      assertThat(report.path("rejectReasons").toString())
          .contains("\"reason\":\"not-csv\",\"count\":1,\"example\":{\"where\":\"line=3\"")
          .contains("\"reason\":\"not-a-number\",\"count\":1,\"example\":{\"where\":\"line=8\"");
    }
  }

  @Test
  void runSaysWhyNothingWasLearnedAndWhichFieldsAreMissing() throws IOException {
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      String address = "kafka: {bootstrap.servers: '" + kafka.bootstrapServers() + "'}\n";
      Path store = directory.resolve("clicks.store");
      String pipeline = pipeline(store, address);
      CommandRun sent =
          CommandRun.of("produce", "--pipeline", pipeline, "--data=" + data, "--partitions=2");
      assertThat(sent.code()).isZero();

      Path wrong = directory.resolve("wrong.yaml");
      String text = Files.readString(Path.of(pipeline)).replace("name: clicks", "name: wrong");
      Files.writeString(wrong, text.replace("field: clicked", "field: click"));
      CommandRun nothing = CommandRun.of("run", wrong.toString());
      assertThat(nothing.err())
          .contains(
              "warning: needed fields are in none of the first 1,000 records: missing=[click]"
                  + " nearest=[clicked]")
          .contains(
              "nothing was learned, no record could be used: rejected=4000 reason=label-missing"
                  + " count=4000 first topic=impressions partition=");
      assertThat(nothing.out()).contains("    label-missing    4,000  first topic=impressions");
      assertThat(nothing.code()).isEqualTo(1);
    }
  }

  private void refusesReplicasThatWouldStall(String pipeline) throws IOException {
    String stalling =
        Files.readString(Path.of(pipeline))
            .replace("bounded: true", "bounded: false")
            .replace("replicas: 2, round: {", "replicas: 4, round: {maxDelay: 0ms, ");
    CommandRun run =
        CommandRun.of(
            "run", Files.writeString(directory.resolve("stalling.yaml"), stalling).toString());
    assertThat(run.err())
        .startsWith("tributary: replicas without a partition would stall all others")
        .contains("partitions=2 replicas=4")
        .hasLineCount(1);
    assertThat(run.code()).isEqualTo(2);
  }

  private String keyless(EmbeddedKafka kafka, String topic, String properties) throws IOException {
    kafka.createTopic(topic, 2);
    return Files.writeString(
            directory.resolve(topic + ".yaml"),
            PIPELINE.replace("key: user\n", "").replace("impressions", topic)
                + "kafka: {bootstrap.servers: '"
                + kafka.bootstrapServers()
                + "'"
                + properties
                + "}\n")
        .toString();
  }

  private static long records(EmbeddedKafka kafka, String topic) {
    try (Topics topics =
        Topics.connect(KafkaSettings.of(kafka.bootstrapServers()), Waiting.system())) {
      return topics.endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private void producesWithoutAKeyAndPassesOverWhatIsTooLarge(EmbeddedKafka kafka)
      throws IOException {
    String pipeline = keyless(kafka, "views", "");
    assertThat(CommandRun.of("check", pipeline).out()).contains(", no key");
    String rows = "{\"site\":\"a\"}\n{\"site\":\"" + "b".repeat(1 << 21) + "\"}\n{}\n{}\n";
    Path file = Files.writeString(directory.resolve("views.jsonl"), rows);
    CommandRun sent = CommandRun.of("produce", pipeline, "--data=" + file);
    assertThat(sent.out()).contains("sent 3 records, ");
    assertThat(sent.err())
        .startsWith(
            "tributary: records are too large for kafka and were passed over: topic=views count=1"
                + " rows=2 ")
        .hasLineCount(1);
    assertThat(sent.code()).isEqualTo(1);
    assertThat(records(kafka, "views")).isEqualTo(3);

    assertThat(CommandRun.of("produce", pipeline, "--data=" + file, "--from-row=4").out())
        .contains("sent 1 record, ");
    CommandRun beyond = CommandRun.of("produce", pipeline, "--data=" + file, "--from-row=6");
    assertThat(beyond.err()).contains("data file has fewer rows: --from-row=6 rows=4");
    assertThat(beyond.code()).isEqualTo(2);
    assertThat(records(kafka, "views")).isEqualTo(4);
  }

  /** A {@code produce} of the data that is stopped or fails once some of it has arrived. */
  private CommandRun interrupted(
      EmbeddedKafka kafka, String topic, String file, @Nullable Runnable event) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            InputStream.nullInputStream(),
            CommandRun.print(out),
            CommandRun.print(err),
            false,
            Map.of(),
            Waiting.system());
    ProduceCommand command = new ProduceCommand(console);
    new CommandLine(command).parseArgs(file, "--data=" + data, "--rate=500");
    StopSignal stop = new StopSignal();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return command.produce(stop);
              } catch (CommandFailedException e) {
                Failures.lines(e).forEach(console::note);
                return Failures.exitCode(e);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> records(kafka, topic) > 100);
    if (event == null) {
      stop.request();
    } else {
      event.run();
    }
    int ended = code.get(120, TimeUnit.SECONDS);
    return new CommandRun(
        ended, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static long sent(CommandRun run) {
    String last = run.out().lines().reduce((first, second) -> second).orElseThrow();
    return Long.parseLong(
        last.replaceAll("sent ([\\d,]+) records, .*, topic .*", "$1").replace(",", ""));
  }

  private void producesTheRestAfterCtrlC(EmbeddedKafka kafka) throws Exception {
    String pipeline = keyless(kafka, "stopped", "");
    CommandRun stopped = interrupted(kafka, "stopped", pipeline, null);
    long taken = sent(stopped);
    assertThat(taken).isEqualTo(records(kafka, "stopped")).isLessThan(ROWS);
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err())
        .contains("go on with --from-row " + (taken + 1) + "\n")
        .contains("tributary: stopped before the end");
    CommandRun rest =
        CommandRun.of("produce", pipeline, "--data=" + data, "--from-row=" + (taken + 1));
    assertThat(rest.code()).isZero();
    assertThat(records(kafka, "stopped")).isEqualTo(ROWS);
  }

  private void countsWhatKafkaTookBeforeItWent(EmbeddedKafka kafka) throws Exception {
    String pipeline =
        keyless(
            kafka,
            "failing",
            ", delivery.timeout.ms: 3000, request.timeout.ms: 1000, max.block.ms: 3000");
    CommandRun failed = interrupted(kafka, "failing", pipeline, kafka::close);
    long taken = sent(failed);
    assertThat(failed.code()).isEqualTo(1);
    assertThat(taken).isBetween(100L, ROWS - 1L);
    assertThat(failed.err())
        .contains("records can't be sent: topic=failing acknowledged=")
        .containsPattern("go on with --from-row \\d+");
  }

  @Test
  void storesOfAnotherModelAreWrongUse() throws IOException {
    evaluate();
    Path store = directory.resolve("evaluated.store");
    Path other =
        Files.writeString(
            directory.resolve("other.yaml"), PIPELINE.replace("bits: 12", "bits: 13"));
    CommandRun run =
        CommandRun.withInput("{}\n", "score", "--store=" + store, "--pipeline=" + other);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("tributary: model store belongs to another model: file=" + store)
        .hasLineCount(1);
    Path text = Files.writeString(directory.resolve("text.store"), "no store");
    CommandRun broken =
        CommandRun.withInput("{}\n", "score", "--store=" + text, "--pipeline=" + other);
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).hasLineCount(1);
  }
}
