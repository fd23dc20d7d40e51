package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.failure.CommandFailedException;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private static final String PIPELINE =
      """
      name: clicks
      features: [site, {numeric: age}, {cross: [site, page]}]
      label: {field: clicked}
      input: {topic: clicks}
      """;

  @TempDir private Path directory;

  private String write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private static String closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "evaluate",
        "produce",
        "generate",
        "bench",
        "score",
        "check",
        "cluster",
        "submit",
        "status",
        "savepoint",
        "cancel",
        "rescale",
        "rollback",
        "mirror",
        "chaos"
      })
  void everyCommandHasHelp(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: tributary " + command).contains("--debug");
    assertThat(run.err()).isEmpty();
    assertThat(CommandRun.of("--help").out()).contains("  " + command + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--examples=1000", "--rate=1"})
  void aCampaignThatWouldRunOutOfExamplesIsRefused(String option) {
    CommandRun run = CommandRun.of("chaos", "--minutes=4", "--faults=kill-broker", option);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("too few examples for the faults").contains("least=");
  }

  @Test
  void aCampaignIsAsLongAsItsHelpSaysOrRefused() {
    assertThat(CommandRun.of("chaos", "--help").out()).contains("About how long, at least 4;");
    assertWrongUse(
        CommandRun.of("chaos", "--minutes=1"),
        "number out of range: --minutes=1 allowed=at least 4, at most 10080");
    assertWrongUse(
        CommandRun.of("chaos", "--rate=0"), "number out of range: --rate=0 allowed=above 0");
    assertWrongUse(
        CommandRun.of("chaos", "--examples=0"),
        "number out of range: --examples=0 allowed=at least 1");
  }

  @Test
  void onlyContainersHaveANetworkToBeCutOffFrom() {
    assertWrongUse(
        CommandRun.of("chaos", "--faults=kill-broker,cut-off-taskmanager"),
        "processes of one machine have no network to be cut off from, use --containers:"
            + " --faults=cut-off-taskmanager");
  }

  @Test
  void modelsThatDoNotFitAreRefusedBeforeAnythingStarts() throws IOException {
    String pipeline = write("p.yaml", PIPELINE);
    String data = "--data=" + write("d.csv", "site,age,page,clicked\na,1,b,0\n");
    for (CommandRun run :
        List.of(
            CommandRun.of("evaluate", pipeline, data, "--replicas=1000"),
            CommandRun.of("evaluate", pipeline, data, "--replicas=1000", "--simulated"),
            CommandRun.of("demo", "--replicas=1000"),
            CommandRun.of("run", write("r.yaml", PIPELINE + "training: {replicas: 1000}\n")))) {
      assertWrongUse(run, "model does not fit into the heap: model=");
      assertThat(run.err())
          .contains(" replicas=1000 bits=22 need=")
          .contains("GiB heap=")
          .contains("TRIBUTARY_JAVA_OPTS=-Xmx");
    }
    String large = write("l.yaml", PIPELINE + "model: {bits: 30}\n");
    for (CommandRun run :
        List.of(
            CommandRun.of("evaluate", large, data),
            CommandRun.of("evaluate", large, data, "--simulated"),
            CommandRun.of("run", large))) {
      assertWrongUse(
          run, "model is too large for a replica: model=clicks bits=30 lanes=2 allowed bits=1..29");
    }
  }

  @Test
  void aHeapThatIsTooSmallAfterAllIsOneLine() {
    Throwable failure =
        new CommandFailedException("training failed: job=1", new OutOfMemoryError("Java heap"));
    assertThat(Failures.lines(failure))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("training failed: job=1 cause=out of memory: problem=Java heap heap=")
        .contains("TRIBUTARY_JAVA_OPTS=-Xmx");

    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream full =
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            throw new OutOfMemoryError("Java heap");
          }
        };
    Console console =
        new Console(
            InputStream.nullInputStream(),
            full,
            CommandRun.print(err),
            false,
            Map.of(),
            Waiting.system());
    assertThat(Main.run(console, "plan", "--rate=1000")).isEqualTo(1);
    console.err().flush();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tributary: out of memory: problem=Java heap heap=")
        .hasLineCount(1);
  }

  @Test
  void runLooksAtItsDirectoriesAtOnce() throws IOException {
    String pipeline = write("p.yaml", PIPELINE);
    Path text = Path.of(write("text", ""));
    assertWrongUse(
        CommandRun.of("run", pipeline, "--savepoints=" + text),
        "not a directory: --savepoints=" + text);
    assertWrongUse(
        CommandRun.of("run", pipeline, "--savepoints=" + text.resolve("below")),
        "directory can't be written: --savepoints=" + text.resolve("below"));
    assertWrongUse(
        CommandRun.of("run", pipeline, "--fresh", "--from=x"),
        "run either begins anew or goes on: --fresh --from=x");
    assertWrongUse(
        CommandRun.of("run", pipeline, "--kafka=embedded", "--checkpoints=x"),
        "no checkpoints are kept with --kafka embedded: --checkpoints=x");
    assertThat(CommandRun.of("run", "--help").out().replaceAll("\\s+", " "))
        .contains("--fresh", "no checkpoints are kept, and each run begins anew");
  }

  @Test
  void hasVersion() {
    assertThat(CommandRun.of("--version").out()).startsWith("tributary ");
  }

  @Test
  void wrongUseIsOneLine() {
    assertWrongUse(CommandRun.of(), "missing required subcommand (see tributary --help)");
    assertWrongUse(CommandRun.of("fly"), "unmatched argument at index 0: 'fly' (see tributary ");
    assertWrongUse(CommandRun.of("check"), "missing required parameter: 'PIPELINE.yaml' (see trib");
    assertWrongUse(
        CommandRun.of("check", "x", "--y"), "unknown option: '--y' (see tributary check");
    assertWrongUse(
        CommandRun.of("produce", "--data", "x", "--rate", "fast"),
        "invalid value for option '--rate': 'fast' is not a double (see tributary produce --help)");
    assertWrongUse(
        CommandRun.of("produce", "--data", "x"),
        "topic and key are not known: give --topic and --key, or a pipeline file");
    assertWrongUse(
        CommandRun.of("produce", "--data", "x", "p.yaml", "--pipeline", "q.yaml"),
        "pipeline is named twice: p.yaml --pipeline=q.yaml");
    assertWrongUse(
        CommandRun.of("produce", "--data", "x", "--from-row", "0"),
        "number out of range: rate=0 partitions=0 from-row=0 allowed=");
  }

  private static void assertWrongUse(CommandRun run, String message) {
    assertThat(run.err()).startsWith("tributary: " + message).hasLineCount(1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void checkDescribesThePipeline() throws IOException {
    CommandRun run = CommandRun.of("check", write("p.yaml", PIPELINE));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("OK ")
        .contains("site (categorical), age (numeric), site*page (cross)")
        .contains("2^22 weights, 16.8 MB to serve, 33.6 MB to train, in 4 blocks")
        .contains("  fitting   data parallelism: each replica keeps all 32 MiB of the model, and")
        .contains("clicks.updates, clicks.progress, clicks.rejected");
  }

  @Test
  void checkSaysWhichParallelismFits() throws IOException {
    String sharded = write("s.yaml", PIPELINE + "training: {parallelism: model}");
    assertThat(CommandRun.of("check", sharded).out())
        .contains("  fitting   data parallelism (the file has the other): each replica keeps");
    String large = write("l.yaml", PIPELINE + "model: {bits: 30}");
    CommandRun refused = CommandRun.of("check", large);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("tributary: model is too large for a replica: model=")
        .contains(" fits=training.parallelism: model, a replica would keep the model in one array")
        .hasLineCount(1);
  }

  @Test
  void checkWarnsOfNumbersOnlyAndLooksAtRecords() throws IOException {
    String numbers = PIPELINE.replaceAll("(?m)^features:.*$", "features: [{numeric: age}]");
    assertThat(numbers).isNotEqualTo(PIPELINE);
    CommandRun run = CommandRun.of("check", write("n.yaml", numbers));
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .startsWith("tributary: warning: the stream is dense: all features are numbers")
        .hasLineCount(1);
    String alone = write("one.yaml", numbers + "training: {replicas: 1}");
    assertThat(CommandRun.of("check", alone).err()).isEmpty();

    StringBuilder rows = new StringBuilder("site,page,age,clicked\n");
    for (int row = 0; row < 400; row++) {
      rows.append("s").append(row % 100).append(",p,").append(row % 7).append(",");
      rows.append(row * 31 % 5 == 0 ? "1\n" : "0\n");
    }
    String data = write("rows.csv", rows.toString());
    CommandRun dense = CommandRun.of("check", write("n.yaml", numbers), "--data", data);
    assertThat(dense.out()).contains("  examples  400 looked at, each touches 1.9 of 2 coord");
    assertThat(dense.err())
        .startsWith("tributary: warning: the stream is dense: an example touches 1.9 of 2 coord")
        .hasLineCount(1);
    CommandRun sparse = CommandRun.of("check", write("p.yaml", PIPELINE), "--data", data);
    assertThat(sparse.out()).contains("  examples  400 looked at, each touches 3.9 of 202 coord");
    assertThat(sparse.err()).isEmpty();
    assertThat(CommandRun.of("check", write("p.yaml", PIPELINE), "--data=none.csv").code())
        .isEqualTo(2);
  }

  @Test
  void checkReportsAllErrors() throws IOException {
    CommandRun run =
        CommandRun.of("check", write("p.yaml", PIPELINE + "training: {replicas: 0, merg: mean}"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "tributary: training.replicas: not a positive whole number: value=0"),
            line ->
                assertThat(line)
                    .startsWith("tributary: training.merg: unknown key: nearest=merge "));
  }

  @Test
  void avroIsNeitherProducedNorReadFromFiles() throws IOException {
    String schema = CommandRun.of("generate", "--schema").out().replace("f0", "site");
    schema = schema.replace("f1\"", "age\"").replace("f2", "page").replace("\"y\"", "\"clicked\"");
    write("click.avsc", schema);
    String pipeline =
        write(
            "avro.yaml",
            PIPELINE.replace("topic: clicks", "topic: clicks, format: avro, schema: click.avsc"));
    assertThat(CommandRun.of("check", pipeline).out()).contains("topic clicks, avro");
    assertWrongUse(
        CommandRun.of("produce", "--data=x", "--key=site", "--pipeline=" + pipeline),
        "records are sent as JSON, but the pipeline reads avro: topic=clicks");

    Path avro = directory.resolve("rows.avro");
    CommandRun.of("generate", "--rows=3", "--format=avro", "--out=" + avro);
    CommandRun run = CommandRun.of("evaluate", pipeline, "--data=" + avro);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("the data file is CSV or JSON lines and sent as JSON")
        .contains(
            "data file is avro, which is not read: file=" + avro + " allowed=csv, json lines");
  }

  @Test
  void absentFilesAreWrongUse() throws IOException {
    assertWrongUse(
        CommandRun.of("check", "/no/such.yaml"),
        "pipeline file does not exist: file=/no/such.yaml");
    assertWrongUse(
        CommandRun.of("produce", "--topic", "t", "--key", "k", "--data", "/no/such.csv"),
        "data file can't be opened: file=/no/such.csv");
    assertWrongUse(
        CommandRun.of("produce", "--topic", "t", "--key", "k", "--data", write("empty", "")),
        "data file is empty: file=");
    assertWrongUse(CommandRun.of("check", directory.toString()), "pipeline file can't be read: ");
  }

  @Test
  void unreachableBrokerIsOneLine() throws IOException {
    String address = closedPort();
    CommandRun run =
        CommandRun.atOnce(
            "produce",
            "--topic=t",
            "--key=k",
            "--bootstrap=" + address,
            "--data=" + write("d.csv", "k,v\na,1\n"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("tributary: kafka can't be reached: bootstrap.servers=" + address)
        .hasLineCount(1);
  }

  @Test
  void anUnknownHostIsCalledThat() throws IOException {
    CommandRun run =
        CommandRun.of(
            "produce",
            "--topic=t",
            "--key=k",
            "--bootstrap=no-such-host.invalid:9092",
            "--data=" + write("d.csv", "k,v\na,1\n"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "tributary: kafka can't be used: bootstrap.servers=no-such-host.invalid:9092"
                + " cause=no such host")
        .hasLineCount(1);
  }

  @Test
  void refusedClientPropertiesDoNotShow() throws IOException {
    String pipeline = write("p.yaml", PIPELINE + "kafka: {security.protocol: hunter2}");
    CommandRun run =
        CommandRun.of(
            "produce", "--pipeline", pipeline, "--key=k", "--data", write("d.csv", "k\na\n"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(1)
        .contains("property=security.protocol")
        .doesNotContain("hunter2");
  }

  @Test
  void debugShowsWhereErrorsComeFrom() {
    assertThat(CommandRun.of("--debug", "check", "/no/such.yaml").err())
        .contains("\tat io.tributary.cli.");
    assertThat(CommandRun.of("check", "--debug", "/no/such.yaml").err())
        .contains("\tat io.tributary.cli.");
  }
}
