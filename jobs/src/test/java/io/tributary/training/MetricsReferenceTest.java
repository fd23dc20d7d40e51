package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.example.RejectReason;
import io.tributary.format.SeenFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of metrics names all that there are, and none besides. */
final class MetricsReferenceTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("deploy/docs/metrics.md");
  private static final Path MIRROR =
      ROOT.resolve("deploy/src/main/java/io/tributary/cli/MirrorCommand.java");
  private static final Pattern REGISTERED =
      Pattern.compile("\\.(gauge|counter|histogram|meter)\\(\\s*(?:\"(\\w+)\"|JobNames\\.(\\w+))");
  private static final Pattern METRIC_ROW =
      Pattern.compile("(?m)^\\| `[a-z-]+` \\| `(\\w+)` \\| (\\w+) \\|");
  private static final Pattern PUT = Pattern.compile("put\\((?:json, )?\"(\\w+)\"");
  private static final Pattern FIELD_ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

  private static String section(String title) throws IOException {
    return Pattern.compile("\n## ")
        .splitAsStream(Files.readString(PAGE))
        .filter(text -> text.startsWith(title + "\n"))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the name in a text, or that of a constant. */
  private static String metric(MatchResult match) {
    try {
      return match.group(2) != null
          ? match.group(2)
          : (String) JobNames.class.getDeclaredField(match.group(3)).get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> fieldsOf(String section) throws IOException {
    return names(FIELD_ROW, section(section));
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyMetricThatTheSourcesRegister() throws IOException {
    Set<String> registered = new TreeSet<>();
    for (String module : List.of("state", "connectors", "jobs", "deploy")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .flatMap(file -> REGISTERED.matcher(read(file)).results())
            .forEach(match -> registered.add(metric(match) + " " + match.group(1)));
      }
    }
    Set<String> listed = new TreeSet<>();
    METRIC_ROW
        .matcher(section("Flink's metrics"))
        .results()
        .forEach(row -> listed.add(row.group(1) + " " + row.group(2)));
    assertThat(listed).isEqualTo(registered).isNotEmpty();
  }

  @Test
  void everyFieldOfAProgressRecord() throws IOException {
    InputTally input = new InputTally();
    RejectedSample first = RejectedSample.of("topic=t", "detail", new byte[0]);
    input.add(new Rejection(RejectReason.NOT_JSON, 1, first));
    input.add(new SeenFields(1, List.of("there"), List.of("missing"), List.of()));
    LedgerAgreement differing =
        new LedgerAgreement(1, 0, 0, OptionalLong.of(1), Map.of(0, 1L, 1, 2L));
    JsonNode progress =
        new ObjectMapper()
            .readTree(
                ProgressJson.write(List.of(), differing, 1, input, new BatchTally(), 2.5, true));
    Set<String> written = new TreeSet<>();
    collect(progress, written);
    assertThat(fieldsOf("The progress topic")).isEqualTo(written);
  }

  private static void collect(JsonNode node, Set<String> names) {
    // Digests stand by the numbers of their replicas.
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.matches("\\d+")) {
                names.add(name);
              }
            });
    node.forEach(inner -> collect(inner, names));
  }

  @Test
  void everyFieldOfTheMirrorsStatus() throws IOException {
    assertThat(fieldsOf("The mirror's status")).isEqualTo(names(PUT, read(MIRROR)));
  }
}
