package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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
  private String home;
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
  void samplesComeAfterSoManyRecords() throws Exception {
    List<String> lines =
        evaluate("--simulated", "--json", "--replicas=2", "--every=1000").out().lines().toList();
    assertThat(lines).hasSize(4);
    double losses = 0;
    for (int i = 0; i < 3; i++) {
      JsonNode sample = new ObjectMapper().readTree(lines.get(i));
      assertThat(sample.path("final").asBoolean()).isFalse();
      // Some examples wait for the merge.
      assertThat(sample.path("examples").asLong()).isBetween(1000L * i + 700, 1000L * i + 1000);
      assertThat(sample.has("tableRows")).isFalse();
      losses += sample.path("sinceLast").asDouble() / 3;
    }
    JsonNode end = new ObjectMapper().readTree(lines.get(3));
    assertThat(end.path("final").asBoolean()).isTrue();
    assertThat(end.path("logLoss").asDouble()).isCloseTo(losses, within(.01));
    assertThat(evaluate("--simulated", "--every=1500").out())
        .contains("examples  log-loss 0.")
        .contains(" (since the last 0.");
  }

  @Test
  void aStoreFollowsAnExactTable() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("exact.yaml"),
            PIPELINE.replaceAll(
                "(?m)^model:.*$",
                "model: {table: {type: exact, expireAfter: 2h, maxFeatures: 2000}}\n"
                    + "training: {parallelism: model, replicas: 1}"));
    String[] command = {
      "evaluate", file.toString(), "--data=" + data, "--simulated", "--json", "--every=500"
    };
    Path store = directory.resolve("exact.store");
    List<String> lines = CommandRun.of(with(command, "--store=" + store)).out().lines().toList();
    assertThat(lines).hasSize(7);
    for (String line : lines.subList(0, 6)) {
      JsonNode sample = new ObjectMapper().readTree(line);
      assertThat(sample.path("tableRows").asLong()).isPositive();
      assertThat(sample.path("tableAdmitted").asLong() - sample.path("tableExpired").asLong())
          .isEqualTo(sample.path("tableRows").asLong());
      assertThat(sample.path("storeRows")).isEqualTo(sample.path("tableRows"));
      assertThat(sample.path("storeBytes").asLong()).isEqualTo(Files.size(store));
    }
    JsonNode end = new ObjectMapper().readTree(lines.get(6));
    assertThat(end.path("tableExpired").asLong()).isPositive();
    String[] atOnce = Arrays.copyOf(command, command.length - 1);
    assertThat(CommandRun.of(with(atOnce, "--store=" + store)).out())
        .contains(end.path("checksum").asText());
  }

  private static String[] with(String[] command, String option) {
    String[] longer = Arrays.copyOf(command, command.length + 1);
    longer[command.length] = option;
    return longer;
  }

  @Test
  void peopleGetATable() throws Exception {
    CommandRun run = evaluate("--simulated");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("  log-loss  ").contains(" coordinates\n").contains("  store ");
  }

  private List<JsonNode> objects(CommandRun run) throws Exception {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      JsonNode object = new ObjectMapper().readTree(line);
      if (object.path("final").asBoolean()) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** Comparisons have stores of their own, in the home of whoever runs them. */
  @BeforeEach
  void liveHere() {
    home = System.setProperty("user.home", directory.toString());
  }

  @AfterEach
  void goHome() {
    System.setProperty("user.home", home);
  }

  private CommandRun compare(String... more) throws Exception {
    Path file = Files.writeString(directory.resolve("flights.yaml"), PIPELINE);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("evaluate", file.toString(), "--data=" + data, "--simulated"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void severalNumbersOfReplicasAreComparedWithOne() throws Exception {
    CommandRun run = compare("--json", "--replicas=4,2", "--round=300", "--share=0.001");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<JsonNode> objects = objects(run);
    assertThat(objects).hasSize(4);
    assertThat(objects.subList(0, 3))
        .extracting(object -> object.path("replicas").asInt())
        .containsExactly(1, 2, 4);
    double one = objects.get(0).path("logLoss").asDouble();
    assertThat(one)
        .isEqualTo(
            simulate("--replicas=1", "--round=300", "--share=0.001").path("logLoss").asDouble());
    for (JsonNode object : objects.subList(1, 3)) {
      assertThat(object.path("aboveOne").asDouble())
          .isCloseTo(object.path("logLoss").asDouble() / one - 1, within(1e-12))
          .isNotZero();
    }
    JsonNode advice = objects.get(3).path("advice");
    assertThat(advice.path("replicas").asInt()).isEqualTo(1);
    assertThat(advice.path("bound").asDouble()).isEqualTo(.01);
    assertThat(advice.path("reason").asText()).contains("small: examples=3,000 least=600,000");
  }

  @Test
  void peopleGetOneTableAndOneLineOfAdvice() throws Exception {
    CommandRun run = compare("--replicas=1,2");
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.subList(lines.size() - 4, lines.size()))
        .satisfiesExactly(
            line -> assertThat(line).matches("  replicas +log-loss +above one +simulated/s"),
            line -> assertThat(line).matches(" +1 +0\\.\\d{5} +- +[\\d,]+"),
            line -> assertThat(line).matches(" +2 +0\\.\\d{5} +[+-]\\d+\\.\\d\\d % +[\\d,]+"),
            line -> assertThat(line).startsWith("use "));
  }

  @Test
  void liveRoundsEndInTheRecordsOwnTimeOrAtARate() throws Exception {
    JsonNode count = simulate("--replicas=4", "--staleness=1", "--round=100");
    JsonNode live = simulate("--replicas=4", "--staleness=1", "--round=100", "--schedule=live");
    JsonNode fast =
        simulate(
            "--replicas=4", "--staleness=1", "--round=100", "--schedule=live", "--rate=100000");
    assertThat(live.path("merged").asLong()).isEqualTo(3_000);
    assertThat(fast.path("merged").asLong()).isEqualTo(3_000);
    // There are minutes between flights, so that time ends nearly every round.
    assertThat(live.path("modelVersion").asLong())
        .isGreaterThan(3 * count.path("modelVersion").asLong())
        .isGreaterThan(2 * fast.path("modelVersion").asLong());
    assertThat(live.path("logLoss").asDouble()).isLessThan(count.path("logLoss").asDouble());
  }

  @Test
  void recordsWithoutATimeComeOneASecondUnlessARateIsGiven() throws Exception {
    String timeless =
        PIPELINE
            .replaceAll("(?m)^time:.*\\n", "")
            .replaceAll("(?m)^features:.*$", "features: [origin, destination]");
    Path file = Files.writeString(directory.resolve("timeless.yaml"), timeless);
    String[] command = {
      "evaluate", file.toString(), "--data=" + data, "--simulated", "--schedule=live", "--json"
    };
    CommandRun run = CommandRun.of(command);
    assertThat(run.err())
        .isEqualTo(
            "tributary: the pipeline names no time, so records come one a second; --rate N is"
                + " another number\n");
    String[] atRate = Arrays.copyOf(command, command.length + 1);
    atRate[command.length] = "--rate=1";
    CommandRun same = CommandRun.of(atRate);
    assertThat(same.err()).isEmpty();
    assertThat(objects(same).get(0).path("checksum"))
        .isEqualTo(objects(run).get(0).path("checksum"));
  }

  @Test
  void theShareOfARoundMatters() throws Exception {
    JsonNode usual = simulate("--replicas=4");
    JsonNode large = simulate("--replicas=4", "--share=0.5");
    assertThat(large.path("modelVersion").asLong())
        .isLessThan(usual.path("modelVersion").asLong() / 2);
    CommandRun wrong = evaluate("--simulated", "--share=2");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("tributary: training.round.share: more than all: value=2");
  }

  @Test
  void aDelayOfTheFileDoesNotMatterWhereNoTimePasses() throws Exception {
    JsonNode usual = simulate();
    String text = PIPELINE + "training: {round: {minDelay: 20ms}}\n";
    Path file = Files.writeString(directory.resolve("delay.yaml"), text);
    CommandRun run =
        CommandRun.of("evaluate", file.toString(), "--data=" + data, "--simulated", "--json");
    assertThat(run.err()).isEmpty();
    assertThat(objects(run).get(0).path("checksum")).isEqualTo(usual.path("checksum"));
  }

  @Test
  void optionsThatDoNotFitAreWrongUse() throws Exception {
    assertWrongUse(
        evaluate("--simulated", "--rate=5"),
        "option is for live streams: --rate without --schedule live");
    assertWrongUse(
        evaluate("--simulated", "--schedule=live", "--rate=0"),
        "rate is not possible: --rate=0.0 allowed=above 0, at most 1000000000");
    assertWrongUse(evaluate("--every=5"), "option is for simulations: --every without --simulated");
    assertWrongUse(evaluate("--simulated", "--every=0"), "number is not positive: --every=0");
    CommandRun two =
        CommandRun.of(
            "evaluate",
            directory.resolve("flights.yaml").toString(),
            "--data=" + data,
            "--simulated",
            "--every=5",
            "--replicas=1,2");
    assertWrongUse(two, "samples are of one run: --every=5 --replicas=1,2");
    assertWrongUse(
        evaluate("--simulated", "--replicas=1,2"),
        "a store is of one run: --store=" + directory.resolve("flights.store") + " --replicas=1,2");
    assertWrongUse(
        compare("--replicas=1,x"), "training.replicas: not a positive whole number: value=x");
    assertWrongUse(compare("--schedule=often"), "invalid value for option '--schedule'");
  }

  private static void assertWrongUse(CommandRun run, String message) {
    assertThat(run.err()).startsWith("tributary: " + message).hasLineCount(1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aScheduleIsForSimulations() throws Exception {
    CommandRun run = evaluate("--schedule=aligned");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("tributary: option is for simulations: --schedule without --simulated\n");
  }

  @Test
  void dataParallelismPassesOverTheKeysOfShards() throws Exception {
    JsonNode expected = simulate();
    Path file =
        Files.writeString(
            directory.resolve("sharded.yaml"),
            PIPELINE
                + "training: {parallelism: model, shards: 2, batch: {examples: 8, inFlight: 3}}\n");
    String[] command = {
      "evaluate",
      file.toString(),
      "--data=" + data,
      "--store=" + directory.resolve("sharded.store"),
      "--simulated",
      "--json",
      "--parallelism=data"
    };
    CommandRun run = CommandRun.of(command);
    assertThat(run.err())
        .isEqualTo(
            "tributary: with --parallelism data there are no shards, so keys of theirs are not"
                + " read: training.batch, training.shards\n");
    assertThat(run.code()).isZero();
    List<String> lines = run.out().lines().toList();
    JsonNode result = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(result.path("checksum").asText())
        .isNotEmpty()
        .isEqualTo(expected.path("checksum").asText());
    command[command.length - 1] = "--shards=2";
    Files.writeString(file, PIPELINE);
    CommandRun refused = CommandRun.of(command);
    assertThat(refused.code()).as("asked for on the command line").isEqualTo(2);
    assertThat(refused.err()).contains("training.shards: key has no meaning here");
  }
}
