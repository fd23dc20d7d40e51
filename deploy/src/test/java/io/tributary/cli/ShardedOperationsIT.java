package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands for models that are dealt out to shards. */
final class ShardedOperationsIT extends OperationsSupport {
  private static Path writeSharded(String model) throws IOException {
    Path pipeline = write(model);
    return Files.writeString(
        pipeline,
        Files.readString(pipeline)
            .replace("replicas: 2", "parallelism: model, replicas: 1, shards: 2"));
  }

  private static int shards(String model) throws IOException {
    return status(model).path("shards").asInt();
  }

  @Test
  void shardsAreSubmittedRescaledAndRolledBack() throws Exception {
    String jar = "--jar=" + cluster.jar();
    JsonNode submitted = submit(writeSharded("clicks"));
    assertThat(submitted.path("replicas").asInt()).isEqualTo(1);
    assertThat(submitted.path("shards").asInt()).isEqualTo(2);
    produce("clicks", 1_000);
    try (Host host = Host.of("clicks", "host")) {
      String older = host.checksumAt(1_000);
      JsonNode status = status("clicks");
      assertThat(status.path("shards").asInt()).isEqualTo(2);
      assertThat(status.path("state").asText()).isEqualTo("RUNNING");
      String savepoint = done("savepoint", "clicks");

      fails(
          2,
          "there can't be more shards than blocks: --shards=5 allowed=1..4",
          "rescale",
          "clicks",
          "--shards=5");
      assertThat(done("rescale", "clicks", "--shards=2"))
          .isEqualTo("clicks has 1 replica and 2 shards already");
      assertThat(done("rescale", "clicks", "--shards=1"))
          .startsWith("rescaled clicks from 1 replica and 2 shards to 1 replica and 1 shard in ")
          .endsWith(" s, live");
      produce("clicks", 500);
      assertThat(host.checksumAt(1_500)).isNotEqualTo(older);
      assertThat(done("rescale", "clicks", "--shards=3", "--savepoint", jar))
          .startsWith("rescaled clicks from 1 replica and 1 shard to 1 replica and 3 shards in ")
          .contains(" s, through file:");
      assertThat(shards("clicks")).isEqualTo(3);
      produce("clicks", 500);
      host.checksumAt(2_000);

      deleteRecords("clicks.examples");
      assertThat(done("rollback", "clicks", "--to=" + savepoint, jar))
          .startsWith("rolled back clicks to " + savepoint + ", job ");
      assertThat(host.checksumAt(1_000)).isEqualTo(older);
      assertThat(shards("clicks")).as("as many as ran").isEqualTo(3);
      produce("clicks", 100);
      host.checksumAt(1_100);
    }
    assertThat(done("cancel", "clicks", "--savepoint")).contains("/savepoints/clicks/savepoint-");
    assertMirrored("clicks", 1_100);
  }

  @Test
  void runTrainsShardsUntilTheInputEnds() throws Exception {
    Path file = writeSharded("views");
    submit(file);
    produce("views", 1_000);
    awaitExamples("views", 1_000);
    done("cancel", "views");
    Files.writeString(
        file,
        Files.readString(file)
                .replace("${KAFKA}", cluster.kafka())
                .replace("views.examples", "views.examples, bounded: true")
            + "export: {store: '"
            + directory.resolve("views.store")
            + "'}\n");
    CommandRun run = CommandRun.of("run", file.toString(), "--json");
    assertThat(run.code()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    JsonNode report = JSON.readTree(lines.get(lines.size() - 1));
    assertThat(report.path("final").asBoolean()).isTrue();
    assertThat(report.path("merged").asLong()).isEqualTo(1_000);
    assertThat(report.path("examples").asLong()).isEqualTo(1_000);
    CommandRun scored =
        CommandRun.withInput(
            "{\"site\":\"s3\",\"age\":40}\n",
            "score",
            "--store=" + directory.resolve("views.store"),
            "--pipeline=" + file);
    assertThat(scored.code()).as(scored.err()).isZero();
    assertThat(Double.parseDouble(scored.out().strip())).isBetween(.5, 1.);
  }
}
