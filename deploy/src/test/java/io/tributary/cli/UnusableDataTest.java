package io.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code evaluate} says of files that are no use, or not all of whose records are. */
final class UnusableDataTest {
  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 10}
      features: [site, {numeric: age}]
      label: {field: clicked}
      key: user
      input: {topic: impressions}
      """;

  @TempDir private Path directory;

  private CommandRun evaluate(String pipeline, byte[] data, String... more) throws IOException {
    Path file = Files.writeString(directory.resolve("clicks.yaml"), pipeline);
    Path rows = Files.write(directory.resolve("data"), data);
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", file.toString(), "--simulated", "--data=" + rows));
    arguments.add("--store=" + directory.resolve("clicks.store"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun evaluate(String data) throws IOException {
    return evaluate(PIPELINE, data.getBytes(UTF_8));
  }

  private void assertWrongUse(String data, Charset charset, String message) throws IOException {
    CommandRun run = evaluate(PIPELINE, data.getBytes(charset));
    assertThat(run.err()).hasLineCount(1).contains(message);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void filesOfOtherKindsAreNamed() throws IOException {
    assertWrongUse("user,site\n", UTF_16, "data file is utf-16, which is not read: file=");
    assertWrongUse("1 3:1 11:1\n0 4:1\n", UTF_8, "data file looks like libsvm");
    assertWrongUse("user;site;age;clicked\n", UTF_8, "are separated by ';', which is not read");
    assertWrongUse("BZh91AY&SY\n", UTF_8, "data file is bzip2, which is not read");
  }

  @Test
  void aHeaderWithoutTheLabelNamesWhatIsMissingAndWhatIsThere() throws IOException {
    assertWrongUse(
        "user,site,ages,click\nu,s,1,1\n",
        UTF_8,
        "missing=[age, clicked] nearest=[ages, click] there=[user, site, ages, click]");
  }

  @Test
  void whenNothingIsLearnedTheReasonIsToldAndItIsAFailure() throws IOException {
    CommandRun run = evaluate("user,site,age,clicked\nu,s,1,maybe\nu,s,old,1\nu,s,2,perhaps\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("  rejected           3\n")
        .contains(
            "    label-invalid    2  first line=2: label is not allowed: field=clicked value=m")
        .contains(
            "    not-a-number     1  first line=3: field is not a number: field=age value=old")
        .contains(" record={\"user\":\"u\",\"site\":\"s\",\"age\":1,\"clicked\":\"maybe\"}\n");
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith(
            "tributary: nothing was learned, no record could be used: rejected=3"
                + " reason=label-invalid count=2 first line=2: label is not allowed:");
  }

  @Test
  void aFileWithoutRecordsIsAFailure() throws IOException {
    CommandRun run = evaluate("user,site,age,clicked\n");
    assertThat(run.err()).startsWith("tributary: data file has no records: file=");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void brokenRowsAreRejectedAndTheRestIsLearned() throws IOException {
    String rows = "user,site,age,clicked\nu,s,1,1\nu,s\nu,s,2,0\nu,s,\"3,1\nu,s,4,1\n";
    CommandRun run = evaluate(PIPELINE, rows.getBytes(UTF_8), "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(report.path("examples").asLong()).isEqualTo(3);
    assertThat(report.path("rejected").asLong()).isEqualTo(2);
    assertThat(report.path("rejectReasons").toString())
        .isEqualTo(
            "[{\"reason\":\"not-csv\",\"count\":2,\"example\":{\"where\":\"line=3\",\"detail\":"
                + "\"wrong number of columns: columns=2 allowed=4\",\"value\":\"u,s\"}}]");
  }

  @Test
  void brokenJsonLinesAreRejectedToo() throws IOException {
    CommandRun run =
        evaluate(
            """
            {"user":"u","site":"s","age":1,"clicked":1}
            oops
            {"user":"u","site":"s","age":2,"clicked":0}
            """);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("    not-json         1  first line=2: record is not json: ");
  }

  @Test
  void misspeltFieldsAreWarnedOf() throws IOException {
    String misspelt = PIPELINE.replace("site", "sites");
    String rows = "user,site,age,clicked\nu,s,1,1\nu,s,2,0\n";
    CommandRun run = evaluate(misspelt, rows.getBytes(UTF_8));
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "tributary: warning: needed fields are in none of the first 1,000 records:"
                + " missing=[sites] nearest=[site] there=[age, clicked, user, site]\n");
    CommandRun json = evaluate(misspelt, rows.getBytes(UTF_8), "--json");
    assertThat(json.out()).contains("\"missingFields\":[\"sites\"],\"recordFields\":[\"age\",");
  }
}
