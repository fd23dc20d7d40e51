package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other losses learn the first 3,000 flights of January, alone and side by side. */
final class LossesEvaluationTest {
  private static final Path FLIGHTS =
      Path.of("../jobs/src/test/resources/io/tributary/replay/flights.csv.gz");

  @TempDir private Path directory;
  private String home;

  /** Comparisons have stores of their own, in the home of whoever runs them. */
  @BeforeEach
  void liveHere() {
    home = System.setProperty("user.home", directory.toString());
  }

  @AfterEach
  void goHome() {
    System.setProperty("user.home", home);
  }

  private CommandRun evaluate(String model, String label, String... more) throws Exception {
    String pipeline =
        """
        name: flights
        model: {bits: 16, %s}
        features: [origin, destination, {hour: date}]
        label: {%s}
        key: origin
        time: {field: date, format: "yyyy-MM-dd'T'HH:mm"}
        input: {topic: flights}
        """
            .formatted(model, label);
    Path file = Files.writeString(directory.resolve("flights.yaml"), pipeline);
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", file.toString(), "--data=" + FLIGHTS, "--simulated"));
    arguments.addAll(List.of(more));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.code()).isZero();
    return run;
  }

  private JsonNode figures(String model, String label, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--json");
    arguments.add("--store=" + directory.resolve("flights.store"));
    List<String> lines =
        evaluate(model, label, arguments.toArray(String[]::new)).out().lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void hingeTellsTheClassesApart() throws Exception {
    JsonNode result = figures("loss: hinge", "field: delay, atLeast: 15", "--replicas=2");
    assertThat(result.path("examples").asInt()).isEqualTo(3000);
    assertThat(result.path("auc").asDouble()).isBetween(.55, .9);
    assertThat(result.path("accuracy").asDouble()).isBetween(.7, .95);
    assertThat(result.path("windowHinge").isNumber()).isTrue();
    assertThat(result.path("logLoss").isNull()).isTrue();
    assertThat(result.path("rmse").isNull()).isTrue();
  }

  @Test
  void poissonLearnsCountsAndRejectsWhatIsNone() throws Exception {
    String optimizer = "loss: poisson, optimizer: {type: adagrad, alpha: 0.3}";
    JsonNode result = figures(optimizer, "field: distance", "--replicas=2");
    assertThat(result.path("rejected").asInt()).isZero();
    JsonNode slow = figures(optimizer.replace("0.3", "0.03"), "field: distance");
    assertThat(result.path("deviance").asDouble())
        .isPositive()
        .isLessThan(slow.path("deviance").asDouble());
    assertThat(result.path("windowDeviance").isNumber()).isTrue();
    JsonNode delays = figures(optimizer, "field: delay");
    assertThat(delays.path("rejected").asInt()).isPositive();
    assertThat(delays.at("/rejectReasons/0/reason").asText()).isEqualTo("label-invalid");
    assertThat(delays.at("/rejectReasons/0/example/detail").asText()).contains("allowed=0..");
  }

  @Test
  void aHighQuantileIsAboveALowOne() throws Exception {
    String adaGrad = ", optimizer: {type: adagrad, alpha: 5}";
    List<String> table =
        evaluate("loss: quantile, quantile: 0.9" + adaGrad, "field: delay", "--replicas=1,2")
            .out()
            .lines()
            .toList();
    assertThat(table).anyMatch(line -> line.contains("replicas") && line.contains("pinball"));
    JsonNode high = figures("loss: quantile, quantile: 0.9" + adaGrad, "field: delay");
    JsonNode low = figures("loss: quantile, quantile: 0.1" + adaGrad, "field: delay");
    assertThat(high.path("calibration").asDouble())
        .isGreaterThan(1)
        .isGreaterThan(low.path("calibration").asDouble());
    assertThat(high.path("pinball").isNumber()).isTrue();
  }
}
