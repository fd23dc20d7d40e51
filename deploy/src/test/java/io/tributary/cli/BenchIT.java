package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A benchmark too short for its figures to mean anything: that it measures all it should. */
final class BenchIT {
  private static final int ROWS = 3_000;

  @Test
  void measuresEveryRowAndLeavesNothingBehind() throws IOException {
    List<Path> before = leftovers();
    CommandRun run =
        CommandRun.of(
            "bench",
            "--quick",
            "--rows=" + ROWS,
            "--only=floors,pipelines",
            "--filter=^(source avro|decode avro|learner|plain loop|pipeline avro x1|checkpoints.*)$",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.at("/machine/cores").asInt()).isPositive();
    assertThat(report.at("/machine/cpu").asText()).isNotBlank();
    for (String version : List.of("tributary", "flink", "kafka")) {
      assertThat(report.path("versions").path(version).asText()).isNotBlank();
    }
    assertThat(names(report.path("floors")))
        .containsExactly("learner", "plain loop", "source avro", "decode avro");
    assertThat(names(report.path("pipelines")))
        .containsExactly("pipeline avro x1", "checkpoints json x4");
    report.path("floors").forEach(floor -> assertMeasured(floor));
    report.path("pipelines").forEach(pipeline -> assertTrained(pipeline));
    // Whether there was time for a checkpoint is the machine's affair.
    assertThat(names(report.path("ratios"), "/name"))
        .startsWith("pipeline / (decode + learner), avro", "learner's examples/s / plain loop's");
    assertThat(leftovers()).isEqualTo(before);
    assertThat(ProcessHandle.current().children().filter(BenchIT::isOfABenchmark)).isEmpty();
  }

  @Test
  void goesOnFromASavepoint() throws IOException {
    CommandRun run =
        CommandRun.of("bench", "--curves", "--rows=" + ROWS, "--filter=^recovery 18$", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode points = new ObjectMapper().readTree(run.out()).at("/curves/recovery");
    assertThat(points).hasSize(1);
    assertThat(points.at("/0/x").asText()).isEqualTo("18");
    JsonNode figures = points.at("/0/result/figures");
    assertThat(figures.path("examples").asLong()).isEqualTo(ROWS);
    assertThat(figures.path("modelBytes").asLong()).isEqualTo(2L << 20);
    assertThat(figures.path("restoredBytes").asLong()).isGreaterThan(100_000);
    assertThat(figures.path("seconds").asDouble()).isPositive();
  }

  @Test
  void repeatsAllRuns() {
    CommandRun run =
        CommandRun.of(
            "bench",
            "--rows=" + ROWS,
            "--only=floors",
            "--filter=^(learner|plain loop)$",
            "--repeat=2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("the median of 2 runs each").containsOnlyOnce("\nlearner ");
    assertThat(
            run.err()
                .lines()
                .filter(line -> line.contains("CPU s per million"))
                .map(line -> line.contains("learner") ? "learner" : "loop"))
        .containsExactly("learner", "loop", "learner", "loop");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThat(CommandRun.of("bench", "--repeat=0").code()).isEqualTo(Failures.WRONG_USE);
    assertThat(CommandRun.of("bench", "--only=luck").code()).isEqualTo(Failures.WRONG_USE);
    assertThat(CommandRun.of("bench", "--rows=0").code()).isEqualTo(Failures.WRONG_USE);
    assertThat(CommandRun.of("bench", "--filter=(").code()).isEqualTo(Failures.WRONG_USE);
  }

  private static void assertMeasured(JsonNode result) {
    JsonNode total = result.at("/cost/total");
    assertThat(total.path("examples").asLong()).isEqualTo(ROWS);
    assertThat(total.path("cpuSeconds").asDouble()).isPositive();
    JsonNode window = result.at("/cost/window");
    assertThat(window.path("examples").asLong()).isBetween(1L, (long) ROWS);
    assertThat(window.path("cpuSeconds").asDouble())
        .isBetween(0.0, total.path("cpuSeconds").asDouble());
  }

  private static void assertTrained(JsonNode result) {
    assertMeasured(result);
    assertThat(result.at("/figures/examples").asLong()).isEqualTo(ROWS);
    assertThat(result.at("/figures/bits").asInt()).isEqualTo(22);
    assertThat(result.at("/figures/modelBytes").asLong()).isEqualTo(2L << 24);
    assertThat(result.at("/figures/features").asInt()).isEqualTo(40);
    assertThat(result.at("/figures/logLoss").asDouble()).isBetween(.1, .7);
    assertThat(result.at("/updateBytes").asLong()).isPositive();
    assertThat(result.at("/figures/replicas").asInt())
        .isEqualTo(result.at("/run/data/partitions").asInt());
  }

  private static List<String> names(JsonNode results) {
    return names(results, "/run/name");
  }

  private static List<String> names(JsonNode results, String pointer) {
    return Stream.iterate(0, i -> i < results.size(), i -> i + 1)
        .map(i -> results.get(i).at(pointer).asText())
        .toList();
  }

  private static List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("tributary-bench-"))
          .sorted()
          .toList();
    }
  }

  private static boolean isOfABenchmark(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("io.tributary.bench");
  }
}
