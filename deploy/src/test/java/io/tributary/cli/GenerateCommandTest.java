package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GenerateCommandTest {
  private static final String HEADER =
      "t,event_ms,label_ms,y,f0,f1,f2,f3,f4,f5,f6,f7,f8,f9,f10,f11";

  @TempDir private Path directory;

  private static String unzipped(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void printsRowsAndNothingElse() {
    CommandRun run = CommandRun.of("generate", "--rows=2");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            HEADER
                + "\n0,0,0,0,1,4,2,0,17,11,32,2,12,58,2003,1385"
                + "\n1,10,342010,0,3,3,1,13,13,13,28,2,98,9,4409,4144\n");
    assertThat(CommandRun.of("generate", "--rows=1", "--start=1", "--no-header").out())
        .isEqualTo("1,10,342010,0,3,3,1,13,13,13,28,2,98,9,4409,4144\n");
    assertThat(CommandRun.of("generate", "--rows=0", "--format=json").out()).isEmpty();
  }

  @Test
  void writesFilesAndTheTruth() throws IOException {
    Path out = directory.resolve("rows.json.gz");
    Path truth = directory.resolve("truth.csv");
    CommandRun run =
        CommandRun.of(
            "generate", "--rows=3000", "--format=json", "--out=" + out, "--truth=" + truth);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("wrote 3,000 rows, ").endsWith("/s, file " + out + "\n");
    List<String> rows = unzipped(out).lines().toList();
    assertThat(rows).hasSize(3000);
    assertThat(rows.get(1)).startsWith("{\"t\":1,\"event_ms\":10,\"label_ms\":342010,\"y\":0,");
    List<String> truths = Files.readAllLines(truth);
    assertThat(truths).hasSize(3001).startsWith("t,p");
    assertThat(Double.parseDouble(truths.get(2).substring(2))).isBetween(.0530157, .0530158);
  }

  @Test
  void anAvroFileIsAContainer() throws IOException {
    Path out = directory.resolve("rows.avro");
    CommandRun run =
        CommandRun.of("generate", "--rows=3", "--fields=39", "--format=avro", "--out=" + out);
    assertThat(run.code()).isZero();
    String bytes = new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
    assertThat(bytes).startsWith("Obj\1").contains("avro.schema").contains("\"c25\"");
  }

  @Test
  void theDesignOfInteractionsHasFieldsOfItsOwn() {
    CommandRun run = CommandRun.of("generate", "--rows=1", "--design=interactions");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("t,event_ms,label_ms,y,n0,n1,n2,n3,c0,c1,c2,c3,c4,c5,c6,c7,c8,c9\n0,0,");
    assertThat(CommandRun.of("generate", "--rows=2", "--design=ids").out())
        .isEqualTo(
            """
            t,event_ms,label_ms,y,c0,c1,c2,c3,c4,c5,c6,c7,c8,i0,i1
            0,0,0,0,3,56,0,0,9,1,32,26,4,31738,9796
            1,10,342010,1,7,47,1,221,5,1,28,8,18,34903,2413
            """);
    assertThat(CommandRun.of("generate", "--rows=1", "--design=clicks", "--fields=12").out())
        .isEqualTo(CommandRun.of("generate", "--rows=1").out());
  }

  @Test
  void printsTheSchema() {
    CommandRun run = CommandRun.of("generate", "--schema", "--fields=39");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("{\"name\": \"y\", \"type\": \"int\"},")
        .contains("{\"name\": \"n12\", \"type\": \"double\"},")
        .contains("{\"name\": \"c25\", \"type\": \"long\"}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --fields=12 | number of rows is not known: give --rows
          --rows=-1 | negative number: rows=-1 start=0
          --rows=9 --start=9223372036854775 | rows are too many: rows=9 start=9223372036854775
          --rows=1 --fields=13 | no design has so many fields: fields=13 allowed=[12, 39]
          --rows=1 --design=interactions --fields=12 | only the design clicks has a choice of fields
          --rows=1 --design=ids --fields=12 | only the design clicks has a choice of fields
          --rows=1 --design=x | invalid value for option '--design'
          --rows=1 --drift=x | unknown drift: drift=x allowed=none, abrupt:ROWS or rotate:ROWS
          --rows=1 --format=xml | invalid value for option '--format'
          --rows=1 --key=f1 --partitions=2 | options need --topic: options=[--key, --partitions]
          --rows=1 --topic=a --out=b | rows go either to --out or to --topic
          --rows=1 --topic=a --partitions=0 | partitions are not positive: partitions=0
          --rows=1 --topic=a --key=nope | key field is not a column: key=nope
          --rows=1 --format=json --no-header | only a CSV file has a header line
          --rows=1 --schema | --schema makes no rows: leave --rows, --out, --topic, --truth out
          --rows=1 --out=a --truth=a | rows and truth go to the same file: out=a
          """)
  void contradictionsAreWrongUse(String arguments, String message) {
    CommandRun run = CommandRun.of(("generate " + arguments.strip()).split(" ", -1));
    assertThat(run.err()).startsWith("tributary: " + message.strip());
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLine() {
    CommandRun run = CommandRun.of("generate", "--rows=1", "--out=" + directory.resolve("no/x"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("tributary: file can't be written: file=");
    assertThat(run.err().lines()).hasSize(1);
  }
}
