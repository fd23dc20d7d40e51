package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.session.StoreFiles;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import io.tributary.waiting.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 6, blocks: 2}
      features: [site, {numeric: age, scale: 0.5}]
      label: {field: clicked}
      input: {topic: clicks, maxRecordBytes: 1000}
      """;

  @TempDir private Path directory;
  private Path store;
  private Path file;

  @BeforeEach
  void train() throws IOException {
    store = directory.resolve("clicks.store");
    file = Files.writeString(directory.resolve("clicks.yaml"), PIPELINE);
    Pipeline pipeline = PipelineFile.of(PIPELINE).withoutKafka().pipeline(Map.of());
    try (ModelStore model = StoreFiles.create(store, pipeline)) {
      float[] weights = new float[32];
      Arrays.fill(weights, .25f);
      for (int block = 0; block < 2; block++) {
        model.write(new BlockHeader(block, 1, 7, 0, 10, 0), weights);
      }
    }
  }

  private String[] arguments(String... more) {
    String[] own = {"score", "--store=" + store, "--pipeline=" + file};
    String[] all = Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, all, own.length, more.length);
    return all;
  }

  private CommandRun score(String records, String... more) {
    return CommandRun.withInput(records, arguments(more));
  }

  @Test
  void eachLineHasOneAnswerInOrder() throws IOException {
    String records =
        """
        {"site": "s0"}
        oops

        %s
        {"site": "s0", "age": "old"}
        {"site": "s1"}
        """
            .formatted("{\"site\": \"" + "x".repeat(1000) + "\"}");
    CommandRun run = score(records, "--json");
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(6);
    for (int i : new int[] {0, 5}) {
      assertThat(JSON.readTree(lines.get(i)).path("score").asDouble()).isBetween(.5, .7);
    }
    String[] errors = {"reason=not-json", "line is blank", "reason=too-large", "not-a-number"};
    for (int i = 1; i < 5; i++) {
      JsonNode answer = JSON.readTree(lines.get(i));
      assertThat(answer.path("error").asText()).contains(errors[i - 1]);
      assertThat(answer.path("line").asInt()).isEqualTo(i + 1);
    }
    assertThat(run.err()).endsWith("tributary: records were not scored: bad=3 lines=6\n");

    List<String> texts = score(records).out().lines().toList();
    assertThat(texts).hasSize(6);
    assertThat(texts.subList(1, 5)).containsExactly("NaN", "", "NaN", "NaN");
    assertThat(Double.parseDouble(texts.get(5))).isBetween(.5, .7);
  }

  @Test
  void garbageAloneIsAFailure() {
    CommandRun run = score("oops\n[1]\n", "--json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).hasLineCount(2);
    assertThat(score("oops\n").code()).isEqualTo(1);
    assertThat(score("\n").code()).isZero();
    assertThat(score("").code()).isZero();
  }

  @Test
  void csvTooHasAnAnswerForEachRow() throws IOException {
    Files.writeString(file, PIPELINE.replace("topic: clicks,", "topic: clicks, format: csv,"));
    CommandRun run = score("\uFEFFsite,age\r\ns0,1\r\ns0\r\ns0,2", "--json");
    assertThat(run.err()).contains("line=3 reason=not-csv");
    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"score\""),
            line -> assertThat(line).contains("\"error\"").endsWith("\"line\":3}"),
            line -> assertThat(line).contains("\"score\""));
  }

  /** A stream of this many times the letter x. */
  private static InputStream letters(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 'x' : -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        int some = (int) Math.min(left, length);
        Arrays.fill(bytes, offset, offset + some, (byte) 'x');
        left -= some;
        return some == 0 ? -1 : some;
      }
    };
  }

  @Test
  void aLineLargerThanTheMemoryIsPassedOver() {
    long length = 3L << 30;
    InputStream in =
        new SequenceInputStream(
            letters(length),
            new ByteArrayInputStream("\n{\"site\": \"s1\"}\n".getBytes(StandardCharsets.UTF_8)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            in, CommandRun.print(out), CommandRun.print(err), false, Map.of(), Waiting.system());
    assertThat(Main.run(console, arguments())).isZero();
    console.err().flush();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("NaN\n0.").hasLineCount(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("line=1 reason=too-large detail=record is too large: bytes=" + length)
        .contains("allowed=1000 (input.maxRecordBytes)");
  }

  private CommandRun to(PrintStream out, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in =
        new ByteArrayInputStream("{\"site\": \"s1\"}\n".getBytes(StandardCharsets.UTF_8));
    Console console =
        new Console(in, out, CommandRun.print(err), false, Map.of(), Waiting.system());
    int code = Main.run(console, arguments);
    console.err().flush();
    return new CommandRun(code, "", err.toString(StandardCharsets.UTF_8));
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void whatCanNotBeWrittenIsAFailureAndAReaderThatHasGoneIsNot() {
    for (String[] arguments :
        new String[][] {arguments(), arguments("--json"), {"--help"}, {"check", file.toString()}}) {
      CommandRun full = to(StandardOutput.to(failing("No space left"), false), arguments);
      assertThat(full.err())
          .isEqualTo("tributary: standard output can't be written: cause=No space left\n");
      assertThat(full.code()).isEqualTo(1);
      for (StandardOutput gone :
          new StandardOutput[] {
            StandardOutput.to(failing("Broken pipe"), false),
            StandardOutput.to(failing("Relais brisé"), true)
          }) {
        CommandRun closed = to(gone, arguments);
        assertThat(closed.err()).isEmpty();
        assertThat(closed.code()).isZero();
      }
    }
    CommandRun wrong = to(StandardOutput.to(failing("No space left"), false), "fly");
    assertThat(wrong.code()).isEqualTo(2);
  }

  @Test
  void aFullDiskIsAFailure() throws IOException {
    assumeThat(Path.of("/dev/full")).exists();
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      CommandRun run = to(StandardOutput.to(full, false), arguments());
      assertThat(run.err()).startsWith("tributary: standard output can't be written: cause=");
      assertThat(run.code()).isEqualTo(1);
    }
  }

  @Test
  void aStoreOfOtherFeaturesOrScalesIsWrongUse() throws IOException {
    String[][] changes = {
      {"scale: 0.5", "scale: 5"}, {"[site,", "[page,"}, {"[site,", "[site, page,"}
    };
    for (String[] change : changes) {
      Files.writeString(file, PIPELINE.replace(change[0], change[1]));
      CommandRun run = score("{\"site\": \"s1\"}\n");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith("tributary: model store belongs to other features: file=" + store)
          .contains("onlyWanted=[")
          .hasLineCount(1);
    }
    // Their order decides no coordinate, and neither does the label.
    Files.writeString(
        file,
        PIPELINE
            .replace("[site, {numeric: age, scale: 0.5}]", "[{numeric: age, scale: 0.5}, site]")
            .replace("clicked", "bought"));
    assertThat(score("{\"site\": \"s1\"}\n").code()).isZero();
  }

  @Test
  void neitherIsItMirroredTo() throws IOException {
    String more = "export: {store: " + store + "}\nkafka: {bootstrap.servers: '127.0.0.1:1'}\n";
    Files.writeString(file, PIPELINE.replace("scale: 0.5", "scale: 5") + more);
    CommandRun run = CommandRun.of("mirror", file.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("tributary: model store belongs to other features: file=" + store)
        .contains("onlyStored=[numeric scale 0.5 \"age\"] onlyWanted=[numeric scale 5.0 \"age\"]")
        .endsWith("; choose another export.store, or delete the file\n");
  }

  @Test
  void aDamagedStoreIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(store);
    int at = bytes.length / 2;
    while (bytes[at] != (byte) 0x3E || bytes[at - 1] != (byte) 0x80) {
      at++;
    }
    try (RandomAccessFile out = new RandomAccessFile(store.toFile(), "rw")) {
      out.seek(at);
      out.write(0x7F);
    }
    CommandRun run = score("{\"site\": \"s1\"}\n");
    assertThat(run.err())
        .startsWith("tributary: model store is damaged: file=" + store + " block=")
        .contains("delete the file, and 'tributary run' or 'tributary mirror' builds it anew")
        .hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(1);
  }
}
