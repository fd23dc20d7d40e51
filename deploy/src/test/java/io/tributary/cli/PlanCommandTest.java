package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.planning.SyntheticCurves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanCommandTest {
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path curves;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path model;

  @BeforeEach
  void calibrate() throws IOException {
    curves = directory.resolve("curves.json");
    model = directory.resolve("cost-model.json");
    Files.writeString(curves, SyntheticCurves.json(1));
    CommandRun run = CommandRun.of("plan", "--calibrate=" + curves, "--out=" + model);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("fitted 23 points, 92 figures, 0 beyond 25 %");
  }

  @Test
  void checkFailsWhenAPointIsTooFar() throws IOException {
    CommandRun good = CommandRun.of("plan", "--check=" + curves, "--cost-model=" + model);
    assertThat(good.code()).as(good.out()).isZero();
    Files.writeString(curves, SyntheticCurves.json(2));
    CommandRun bad = CommandRun.of("plan", "--check=" + curves, "--cost-model=" + model);
    assertThat(bad.code()).isEqualTo(Failures.FAILED);
    assertThat(bad.out()).contains("-50.0%  too far").contains("1 beyond 25 %");
  }

  @Test
  void ofSeveralRunsEachPointsCheapestCounts() throws IOException {
    Path noisy = directory.resolve("noisy.json");
    Files.writeString(noisy, SyntheticCurves.json(2));
    CommandRun run =
        CommandRun.of("plan", "--check=" + noisy + "," + curves, "--cost-model=" + model);
    assertThat(run.code()).as(run.out()).isZero();
  }

  @Test
  void plansAsTextAndAsJson() throws IOException {
    CommandRun text = CommandRun.of("plan", "--rate=1e5", "--cost-model=" + model);
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains(", chosen", "cores", "checkpoint", "staleness");
    CommandRun run =
        CommandRun.of("plan", "--rate=1e5", "--replicas=4", "--cost-model=" + model, "--json");
    JsonNode plan = new ObjectMapper().readTree(run.out());
    assertThat(plan.at("/workload/replicas").asInt()).isEqualTo(4);
    assertThat(plan.path("cores").asDouble()).isPositive();
  }

  @Test
  void theShippedModelSaysWhatALargeModelNeeds() {
    CommandRun run = CommandRun.of("plan", "--rate=1e6", "--bits=30");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("It does not fit:", "16.0 GiB", "warning: outside of");
  }

  @Test
  void saysWhichParallelismFits() throws IOException {
    CommandRun small = CommandRun.of("plan", "--rate=1e5", "--cost-model=" + model);
    assertThat(small.out()).contains("parallelism      data: each replica keeps all 32 MiB of");
    CommandRun large = CommandRun.of("plan", "--rate=1e5", "--bits=30", "--cost-model=" + model);
    assertThat(large.out()).contains("parallelism      model: a replica would keep the model in");
    CommandRun tight =
        CommandRun.of(
            "plan",
            "--rate=1e4",
            "--bits=28",
            "--memory=2048",
            "--slots-per-process=1",
            "--process-memory=1024",
            "--cost-model=" + model,
            "--json");
    JsonNode choice = new ObjectMapper().readTree(tight.out()).path("parallelism");
    assertThat(choice.path("parallelism").asText()).isEqualTo("model");
    // 2 GiB of lanes, twice while it is restored, and 1 GiB of room in each process.
    assertThat(choice.path("shards").asInt()).isEqualTo(4);
  }

  @Test
  void drawsChartsAndTables() {
    Path charts = directory.resolve("docs/charts");
    CommandRun run =
        CommandRun.of("plan", "--charts=" + curves, "--out=" + charts, "--cost-model=" + model);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(charts.resolve("cpu-replicas.svg")).exists();
    assertThat(directory.resolve("docs/costs.md")).exists();
  }

  @Test
  void drawsHowTablesGrow() throws IOException {
    Path never = directory.resolve("never-expires.json");
    Files.writeString(
        never,
        """
        {"final":false,"examples":1000,"storeRows":200}
        {"final":false,"examples":2000,"storeRows":400}
        {"final":true,"examples":2500,"tableRows":500}
        """);
    Path expires = directory.resolve("expires.json");
    Files.writeString(expires, "{\"final\":false,\"examples\":1000,\"storeRows\":100}\n");
    CommandRun run =
        CommandRun.of("plan", "--tables=" + expires + "," + never, "--out=" + directory);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(directory.resolve("exact-table-rows.svg")))
        .contains(">expires</text>", ">never expires</text>")
        // Of 532 across, 2,000 examples, and of 280 up, 500 features.
        .contains("points=\"84.0,344.0 350.0,288.0\"")
        .contains("points=\"84.0,344.0 350.0,232.0 616.0,120.0\"");
    Files.writeString(expires, "{\"final\":true,\"examples\":1000}\n");
    CommandRun empty = CommandRun.of("plan", "--tables=" + expires, "--out=" + directory);
    assertThat(empty.err()).contains("no samples of an exact table: file=" + expires);
    assertThat(empty.code()).isEqualTo(Failures.WRONG_USE);
  }

  @Test
  void refusesWhatIsNotThere() {
    for (String[] options :
        new String[][] {
          {"plan"},
          {"plan", "--rate=0"},
          {"plan", "--rate=1", "--network=fast"},
          {"plan", "--rate=1", "--bits=31"},
          {"plan", "--rate=1", "--staleness=-1"},
          {"plan", "--rate=1", "--replicas=0"},
          {"plan", "--rate=1", "--memory=0"},
          {"plan", "--rate=1", "--out=x"},
          {"plan", "--rate=1", "--check=x"},
          {"plan", "--calibrate=x"},
          {"plan", "--check=" + directory.resolve("absent.json")}
        }) {
      CommandRun run = CommandRun.of(options);
      assertThat(run.code()).as(String.join(" ", options)).isEqualTo(Failures.WRONG_USE);
      assertThat(run.err()).isNotBlank();
    }
  }
}
