package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The commands for a cluster as a person would use them, on one whose scheduler is adaptive. */
final class OperationsIT extends OperationsSupport {
  @Test
  void rollsBackTrainingAndServing() throws Exception {
    Path pipeline = write("clicks");
    JsonNode submitted = submit(pipeline);
    assertThat(submitted.path("replicas").asInt()).isEqualTo(2);
    assertThat(submitted.path("from").isNull()).isTrue();
    assertThat(Files.readString(directory.resolve("models/clicks.yaml"))).contains("${KAFKA}");
    fails(
        1,
        "a job of the model runs already: model=clicks job=" + submitted.path("job").asText(),
        "submit",
        pipeline.toString(),
        "--jar=" + cluster.jar());

    produce("clicks", 2000);
    try (Host follower = Host.of("clicks", "follower")) {
      String older = follower.checksumAt(2000);
      String savepoint = done("savepoint", "clicks");
      assertThat(savepoint).contains("/savepoints/clicks/savepoint-");
      produce("clicks", 2000);
      assertThat(follower.checksumAt(4000)).isNotEqualTo(older);
      long generation = follower.generation();

      // What was learned since is not to be learned again: those records were bad. And retention
      // has overtaken the offsets in the savepoint.
      deleteRecords("clicks.examples");
      deleteRecords("clicks.updates");
      fails(
          2,
          "no complete savepoint or checkpoint there: path=file:///nowhere",
          "rollback",
          "clicks",
          "--to=/nowhere",
          "--jar=" + cluster.jar());
      String rolledBack = done("rollback", "clicks", "--to=" + savepoint, "--jar=" + cluster.jar());
      assertThat(rolledBack).startsWith("rolled back clicks to " + savepoint + ", job ");
      assertThat(follower.checksumAt(2000)).isEqualTo(older);
      assertThat(follower.generation()).isGreaterThan(generation);
      try (Host fresh = Host.of("clicks", "fresh")) {
        assertThat(fresh.checksumAt(2000)).isEqualTo(older);
        assertThat(fresh.generation()).isEqualTo(follower.generation());
        produce("clicks", 500);
        assertThat(fresh.checksumAt(2500)).isEqualTo(follower.checksumAt(2500));
      }
    }
    done("cancel", "clicks");
  }

  @Test
  void goesOnFromTheNewestVersion() throws Exception {
    Path pipeline = write("views");
    fails(
        1,
        "no complete checkpoint or savepoint of the model: model=views checkpoints=file:",
        "submit",
        pipeline.toString(),
        "--from=latest",
        "--jar=" + cluster.jar());
    String first = submit(pipeline, "--parallelism=1").path("job").asText();
    produce("views", 1000);
    awaitExamples("views", 1000);
    JsonNode status = status("views");
    assertThat(status.path("job").asText()).isEqualTo(first);
    assertThat(status.path("state").asText()).isEqualTo("RUNNING");
    assertThat(status.path("replicas").asInt()).isEqualTo(1);
    assertThat(status.path("restarts").isNumber()).isTrue();
    assertThat(status.path("restarts").asInt()).isZero();
    assertThat(status.path("logLoss").asDouble()).isBetween(.3, .7);
    Awaitility.await().until(() -> status("views").path("checkpoint").path("id").asInt() > 1);
    assertThat(done("status", "views"))
        .contains("views  RUNNING")
        .contains("  examples   1,000")
        .containsPattern("checkpoint \\d+, \\d+s old, \\d+[.]\\d MB, took ");

    String savepoint = done("cancel", "views", "--savepoint", "--to=" + directory.resolve("mine"));
    assertThat(savepoint).contains("/mine/savepoint-");
    assertThat(status("views").path("state").asText()).isEqualTo("FINISHED");
    fails(1, "no job of the model runs: model=views", "savepoint", "views");
    JsonNode second = submit(pipeline, "--from=latest", "--parallelism=1");
    assertThat(second.path("from").asText()).isEqualTo(savepoint);
    produce("views", 500);
    awaitExamples("views", 1500);
    long before = System.currentTimeMillis();
    Awaitility.await()
        .until(
            () ->
                status("views").path("checkpoint").path("ageSeconds").asDouble() * 1e3
                    < System.currentTimeMillis() - before);

    assertThat(done("cancel", "views")).startsWith("canceled views, job ");
    assertThat(status("views").path("state").asText()).isEqualTo("CANCELED");
    JsonNode third = submit(pipeline, "--from=latest", "--parallelism=1");
    assertThat(third.path("from").asText())
        .contains("/checkpoints/views/" + second.path("job").asText() + "/chk-");
    produce("views", 10);
    awaitExamples("views", 1510);
    done("cancel", "views");
    assertMirrored("views", 1510);
  }

  @Test
  void rescalesWhileTrainingGoesOn() throws Exception {
    Path pipeline = write("sales");
    String job = submit(pipeline).path("job").asText();
    fails(
        1,
        "not enough slots: needed=9 free=4 total=4 taskmanagers=1 jobmanager=",
        "rescale",
        "sales",
        "--replicas=9");
    assertThat(done("rescale", "sales", "--replicas=2")).isEqualTo("sales has 2 replicas already");
    try (Host host = Host.of("sales", "sales")) {
      produce("sales", 1000);
      host.checksumAt(1000);
      assertThat(done("rescale", "sales", "--replicas=1"))
          .startsWith("rescaled sales from 2 to 1 replica in ")
          .endsWith(" s, live");
      produce("sales", 500);
      host.checksumAt(1500);
      assertThat(done("rescale", "sales", "--replicas=3"))
          .startsWith("rescaled sales from 1 to 3 replicas in ")
          .endsWith(" s, live");
      JsonNode status = status("sales");
      assertThat(status.path("job").asText()).isEqualTo(job);
      assertThat(status.path("replicas").asInt()).isEqualTo(3);
      produce("sales", 500);
      host.checksumAt(2000);
    }
    done("cancel", "sales");
  }

  @Test
  void aSavepointWaitsForAJobThatHasLostItsTaskManager() throws Exception {
    Path pipeline = write("orders");
    String job = submit(pipeline).path("job").asText();
    cluster.loseTaskManager();
    Awaitility.await().until(() -> !status("orders").path("state").asText().equals("RUNNING"));
    CompletableFuture<CommandRun> savepoint =
        CompletableFuture.supplyAsync(() -> cluster.run("savepoint", "orders"));
    cluster.startTaskManager();
    CommandRun run = savepoint.get();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("/savepoints/orders/savepoint-");
    assertThat(status("orders").path("job").asText()).isEqualTo(job);
    done("cancel", "orders");
  }

  @Test
  void theJobShowsItsSettingsAndNoSecret() throws Exception {
    Path pipeline = write("visits");
    String job = submit(pipeline).path("job").asText();
    String config = get("/jobs/" + job + "/config");
    JsonNode settings = JSON.readTree(config).path("execution-config").path("user-config");
    assertThat(settings.path("model.bits").asText()).isEqualTo("10");
    assertThat(settings.path("training.replicas").asText()).isEqualTo("2");
    assertThat(settings.path("input.topic").asText()).isEqualTo("visits.examples");
    // What KAFKA says is nobody's business.
    assertThat(settings.path("kafka.bootstrap.servers").asText()).isEqualTo("******");
    assertThat(config).doesNotContain(cluster.kafka());
    for (JsonNode vertex : JSON.readTree(get("/jobs/" + job)).path("vertices")) {
      assertThat(vertex.path("name").asText()).hasSizeLessThanOrEqualTo(80);
    }
    done("cancel", "visits");
  }

  private static String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + cluster.jobManager() + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void whatCanNotBeIsSaidWithoutEffects() throws Exception {
    Path pipeline = write("absent");
    String jar = "--jar=" + cluster.jar();
    fails(
        1,
        "not enough slots: needed=5 free=",
        "submit",
        pipeline.toString(),
        "--parallelism=5",
        jar);
    fails(
        2,
        "no complete savepoint or checkpoint there: path=file:///nowhere",
        "submit",
        pipeline.toString(),
        "--from=/nowhere",
        jar);
    fails(
        2, "job jar does not exist: --jar=/no.jar", "submit", pipeline.toString(), "--jar=/no.jar");
    fails(2, "pipeline file is not known", "rollback", "absent", "--to=/nowhere", jar);
    fails(1, "no job of the model runs: model=absent jobmanager=", "cancel", "absent");
    fails(2, "--to is for --savepoint", "cancel", "absent", "--to=/nowhere");
    assertThat(done("status", "--json")).doesNotContain("\"absent\"");
    CommandRun elsewhere = CommandRun.of("status", "--jobmanager=127.0.0.1:1");
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.err())
        .startsWith("tributary: jobmanager can't be reached: jobmanager=127.0.0.1:1 cause=Connect");
    CommandRun none = CommandRun.of("status", "--cluster=" + directory.resolve("none"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).startsWith("tributary: no local cluster, name one with --jobmanager ");
  }

  @Test
  void goesOnOnlyFromSnapshotsOfTheSameTraining() throws Exception {
    String jar = "--jar=" + cluster.jar();
    Path mine = write("mine");
    String from = "--from=" + savepointOf(mine, "mine");
    String yaml = Files.readString(mine);
    refuses(
        write("theirs").toString(),
        from,
        "name: snapshot is of another model: saved=mine pipeline=theirs from=file:",
        "input.topic: snapshot goes on with another topic, so both would be read:"
            + " saved=mine.examples pipeline=theirs.examples from=file:");
    Files.writeString(mine, yaml.replace("{bits: 10}", "{bits: 11, loss: squared}"));
    refuses(
        mine.toString(),
        from,
        "model.bits: snapshot was trained with another, which can't change: saved=10 pipeline=11",
        "model.loss: snapshot was trained with another, which can't change:"
            + " saved=logistic pipeline=squared");
    Files.writeString(mine, yaml.replace("topic: mine.examples", "topic: moved"));
    refuses(
        mine.toString(),
        from,
        "input.topic: snapshot goes on with another topic, so both would be read:"
            + " saved=mine.examples pipeline=moved from=file:");

    String job = submit(write("theirs")).path("job").asText();
    fails(
        2,
        "name: snapshot is of another model: saved=mine pipeline=theirs from=",
        "rollback",
        "theirs",
        from.replace("--from", "--to"),
        jar);
    assertThat(status("theirs").path("job").asText()).isEqualTo(job);
    assertThat(status("theirs").path("state").asText()).isEqualTo("RUNNING");
    done("cancel", "theirs");

    // What may change: rates, rounds, the number of replicas, features.
    Files.writeString(
        mine,
        yaml.replace("{bits: 10}", "{bits: 10, optimizer: {type: ftrl, alpha: 0.1}}")
            .replace("replicas: 2", "replicas: 1, masters: 1, round: {examples: 9}, merge: mean")
            .replace("[site, ", "["));
    submit(mine, from);
    done("cancel", "mine");
  }

  private static String savepointOf(Path pipeline, String model) throws IOException {
    submit(pipeline);
    produce(model, 100);
    awaitExamples(model, 100);
    return done("cancel", model, "--savepoint");
  }

  private static void refuses(String pipeline, String from, String... lines) {
    CommandRun run = cluster.run("submit", pipeline, from, "--jar=" + cluster.jar());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(lines.length);
    for (String line : lines) {
      assertThat(run.err()).contains("tributary: " + line);
    }
    assertThat(done("status", "--json")).doesNotContain("RUNNING", "RESTARTING");
  }

  @Test
  void aJobThatCanNotStartIsNotLeftBehind() throws Exception {
    Path file = Files.writeString(directory.resolve("a-file"), "no directory");
    Path pipeline = write("stuck");
    Files.writeString(
        pipeline,
        Files.readString(pipeline)
            + "flink: {state.backend.type: rocksdb, state.backend.rocksdb.localdir: "
            + file.resolve("below")
            + "}\n");
    fails(
        1,
        "job could not start, and was canceled: model=stuck job=",
        "submit",
        pipeline.toString(),
        "--jar=" + cluster.jar());
    assertThat(status("stuck").path("state").asText()).isEqualTo("CANCELED");
  }

  @Test
  void aModelThatDoesNotFitIsRefusedAndOthersGoOn() throws Exception {
    String jar = "--jar=" + cluster.jar();
    Path light = write("light");
    assertThat(done("check", light.toString()))
        .startsWith("OK ")
        .contains("fits the cluster: jobmanager=")
        .contains("  fitting   data parallelism: each replica keeps all ");
    String job = submit(heavy("heavy", 22)).path("job").asText();
    String tooMuch = "model does not fit the heap of a taskmanager: model=";
    fails(
        1,
        tooMuch + "heavy replicas=3 replicas there=3 need=355MiB of it others=0MiB heap=328MiB",
        "rescale",
        "heavy",
        "--replicas=3");
    String other = heavy("second", 22).toString();
    String fact =
        tooMuch + "second replicas=1 replicas there=1 need=419MiB of it others=194MiB heap=328MiB";
    fails(1, fact, "submit", other, "--parallelism=1", jar);
    fails(1, tooMuch + "second replicas=2 ", "check", other);
    assertThat(cluster.run("check", other).err())
        .contains(" fits=training.parallelism: model, replicas would need ")
        .contains(" in a process that has 134 MiB; ");
    fails(1, "model is too large for a replica: ", "check", heavy("third", 30).toString());
    assertThat(done("status", "--json")).doesNotContain("\"second\"");
    assertThat(status("heavy").path("job").asText()).isEqualTo(job);
    assertThat(status("heavy").path("state").asText()).isEqualTo("RUNNING");
    done("cancel", "heavy");
    Files.writeString(
        Path.of(other), Files.readString(Path.of(other)).replace("${KAFKA}", cluster.kafka()));
    CommandRun alone = cluster.run("check", other, "--jobmanager=127.0.0.1:1");
    assertThat(alone.code()).isZero();
    assertThat(alone.out()).contains("not compared with a cluster: jobmanager can't be reached: ");
  }

  private static Path heavy(String model, int bits) throws IOException {
    Path pipeline = write(model);
    return Files.writeString(
        pipeline, Files.readString(pipeline).replace("{bits: 10}", "{bits: " + bits + "}"));
  }
}
