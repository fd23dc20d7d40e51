package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on models that are not linear with one output: what they show, and what they score. */
final class FormsCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("..", "deploy", "examples");
  private static final String CLASSES =
      """
      name: moves
      model: {loss: softmax, bits: 8, %s}
      features: [site, {numeric: speed}]
      label: {field: activity, classes: [walk, run, stand]}
      input: {topic: moves}
      """;
  private static final String MACHINE = "type: fm, factors: {rank: 4, alpha: 0.3, deviation: 0.1}";

  @TempDir private Path directory;

  private Path pipeline(String model) throws IOException {
    return Files.writeString(directory.resolve("moves.yaml"), CLASSES.formatted(model));
  }

  /** Trains on 3,000 moves whose speed says what they are. */
  private Path train(Path pipeline) throws IOException {
    StringBuilder rows = new StringBuilder("site,speed,activity\n");
    for (int i = 0; i < 3000; i++) {
      String activity = List.of("stand", "walk", "run").get(i % 3);
      rows.append("s").append(i % 7).append(',').append(i % 3 * 2).append(',');
      rows.append(activity).append('\n');
    }
    Path data = Files.writeString(directory.resolve("moves.csv"), rows);
    Path store = directory.resolve("moves.store");
    CommandRun run =
        CommandRun.of(
            "evaluate",
            pipeline.toString(),
            "--data=" + data,
            "--simulated",
            "--replicas=2",
            "--store=" + store);
    assertThat(run.code()).isZero();
    return store;
  }

  private static CommandRun score(Path store, Path pipeline, String... more) {
    String[] own = {"score", "--store=" + store, "--pipeline=" + pipeline};
    String[] all = Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, all, own.length, more.length);
    return CommandRun.withInput(
        """
        {"site": "s1", "speed": 0}
        {"site": "s1", "speed": 4}
        """,
        all);
  }

  @Test
  void scoresOfClassesHaveNamesAndProbabilities() throws IOException {
    for (String model : List.of("type: linear", MACHINE)) {
      Path pipeline = pipeline(model);
      Path store = train(pipeline);
      List<String> lines = score(store, pipeline).out().lines().toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).matches("stand 0\\.[5-9]\\d+");
      assertThat(lines.get(1)).matches("run 0\\.[5-9]\\d+");

      List<String> objects = score(store, pipeline, "--json").out().lines().toList();
      JsonNode run = JSON.readTree(objects.get(1));
      assertThat(run.path("class").asText()).isEqualTo("run");
      assertThat(run.path("score").asInt()).isEqualTo(1);
      assertThat("run " + run.path("probability").asDouble()).isEqualTo(lines.get(1));
      assertThat(run.path("probabilities").fieldNames())
          .toIterable()
          .containsExactly("walk", "run", "stand");
      double sum = 0;
      for (JsonNode probability : run.path("probabilities")) {
        sum += probability.asDouble();
      }
      assertThat(sum).isCloseTo(1, within(1e-9));
      assertThat(run.at("/probabilities/run")).isEqualTo(run.path("probability"));
    }
  }

  @Test
  void scoresOfClassesAreExplained() throws IOException {
    for (String model : List.of("type: linear", MACHINE)) {
      Path pipeline = pipeline(model);
      Path store = train(pipeline);
      List<String> lines = score(store, pipeline, "--explain").out().lines().toList();
      assertThat(lines.get(0)).startsWith("stand 0.");
      assertThat(lines.subList(1, 5))
          .anyMatch(line -> line.contains("site = s1"))
          .anyMatch(line -> line.contains("constant"))
          .anyMatch(line -> line.endsWith("  sum"));
      JsonNode explained =
          JSON.readTree(
              score(store, pipeline, "--explain", "--json").out().lines().toList().get(1));
      double sum = 0;
      for (JsonNode feature : explained.path("features")) {
        sum += feature.path("amount").asDouble();
      }
      assertThat(sum).isCloseTo(explained.path("margin").asDouble(), within(1e-5));
      assertThat(explained.path("class").asText()).isEqualTo("run");
    }
  }

  @Test
  void aStoreOfAnotherFormIsWrongUse() throws IOException {
    Path store = train(pipeline(MACHINE));
    for (String other :
        List.of("type: linear", MACHINE.replace("4", "3"), MACHINE.replace("0.1", "0.2"))) {
      CommandRun run = score(store, pipeline(other));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .startsWith("tributary: model store belongs to another model: file=" + store)
          .contains("type=factors outputs=3 rank=4 deviation=0.1 ")
          .hasLineCount(1);
    }
    // How it learns may have changed since.
    assertThat(score(store, pipeline(MACHINE.replace("0.3", "0.4"))).code()).isZero();
  }

  @Test
  void checkShowsTheTypeAndTheSizeOfRows() {
    CommandRun machine = CommandRun.of("check", EXAMPLES.resolve("flights-fm.yaml").toString());
    assertThat(machine.code()).isZero();
    assertThat(machine.out())
        .contains(
            "  type      fm of rank 8, factors AdaGrad[alpha=0.2, epsilon=1.0], 11 lanes a row")
        .contains(
            "  size      2^18 rows of 9 weights, 9.4 MB to serve, 11.5 MB to train, in 4 blocks");
    CommandRun classes = CommandRun.of("check", EXAMPLES.resolve("kdd99.yaml").toString());
    assertThat(classes.code()).isZero();
    assertThat(classes.out())
        .contains("  type      linear, 23 classes, 46 lanes a row")
        .contains("  size      2^18 rows of 23 weights, 24.1 MB to serve, 48.2 MB to train, in 4");
    CommandRun linear = CommandRun.of("check", EXAMPLES.resolve("flights-f2.yaml").toString());
    assertThat(linear.out())
        .contains("  type      linear, 2 lanes a row")
        .contains("  size      2^22 weights, 16.8 MB to serve, 33.6 MB to train, in 4 blocks");
  }

  @Test
  void checkShowsPairsThatAreLeftOut() throws IOException {
    Path pipeline =
        Files.writeString(
            directory.resolve("p.yaml"),
            """
            name: p
            model: {type: fm, bits: 8, factors: {rank: 2, without: [[a, b]]}}
            features: [a, b, c]
            label: {field: y}
            input: {topic: t}
            """);
    assertThat(CommandRun.of("check", pipeline.toString()).out())
        .contains("fm of rank 2 without 1 pair, factors AdaGrad[alpha=0.15, epsilon=1.0], 5 lanes");
  }

  @Test
  void theDemonstrationHasTwoModels() {
    CommandRun run = CommandRun.of("demo", "--model=tree");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("tributary: unknown model: --model=tree allowed=linear, fm\n");
  }
}
