package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on the first 3,000 flights of January. */
final class SimulatedEvaluationTest {
  private static final String PIPELINE =
      """
      name: flights
      model: {bits: 16, optimizer: {type: ftrl, alpha: 0.4, beta: 1}}
      features: [origin, destination, {hour: date}, {cross: [origin, {hour: date}]}]
      label: {field: delay, atLeast: 15}
      key: origin
      time: {field: date, format: "yyyy-MM-dd'T'HH:mm"}
      input: {topic: flights}
      kafka: {client.id: '${UNSET}'}
      """;

  private static final Path FLIGHTS =
      Path.of("../jobs/src/test/resources/io/tributary/replay/flights.csv.gz");

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void copyData() throws Exception {
    data = directory.resolve("flights.csv.gz");
    Files.copy(FLIGHTS, data);
  }

  private CommandRun evaluate(String... more) throws Exception {
    Path file = Files.writeString(directory.resolve("flights.yaml"), PIPELINE);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("evaluate", file.toString(), "--data=" + data));
    arguments.add("--store=" + directory.resolve("flights.store"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private JsonNode simulate(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--simulated", "--json"));
    arguments.addAll(List.of(more));
    CommandRun run = evaluate(arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void hasTheFiguresOfAnEvaluation() throws Exception {
    JsonNode result = simulate("--round=64");
    assertThat(result.path("final").asBoolean()).isTrue();
    assertThat(result.path("examples").asLong()).isEqualTo(3_000);
    assertThat(result.path("merged").asLong()).isEqualTo(3_000);
    assertThat(result.path("rejected").asLong()).isZero();
    assertThat(result.path("replicas").asInt()).isEqualTo(2);
    assertThat(result.path("logLoss").asDouble()).isBetween(.3, .6);
    assertThat(result.path("auc").asDouble()).isBetween(.55, .8);
    assertThat(result.path("updatedPerExample").asDouble()).isBetween(1., 5.);
    assertThat(result.path("store").asText()).endsWith("flights.store");
    JsonNode again = simulate("--round=64");
    assertThat(again.path("checksum")).isEqualTo(result.path("checksum"));
    assertThat(again.path("logLoss")).isEqualTo(result.path("logLoss"));
  }

  @Test
  void settingsMatter() throws Exception {
    JsonNode one = simulate("--replicas=1");
    JsonNode close = simulate("--replicas=4", "--staleness=0", "--round=5");
    JsonNode far = simulate("--replicas=4", "--staleness=1", "--round=100");
    JsonNode aligned =
        simulate("--replicas=4", "--staleness=1", "--round=100", "--schedule=aligned");
    JsonNode mean = simulate("--replicas=4", "--staleness=1", "--round=100", "--merge=mean");
    assertThat(
            List.of(one, close, far, aligned, mean).stream().map(r -> r.path("logLoss")).distinct())
        .hasSize(5);
    assertThat(close.path("logLoss").asDouble()).isLessThan(far.path("logLoss").asDouble());
    assertThat(far.path("updatedPerExample").asDouble())
        .isLessThan(close.path("updatedPerExample").asDouble());
  }

  @Test
  void peopleGetATable() throws Exception {
    CommandRun run = evaluate("--simulated");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("  log-loss  ").contains(" coordinates\n").contains("  store ");
  }

  @Test
  void aScheduleIsForSimulations() throws Exception {
    CommandRun run = evaluate("--schedule=aligned");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("tributary: option is for simulations: --schedule without --simulated\n");
  }
}
