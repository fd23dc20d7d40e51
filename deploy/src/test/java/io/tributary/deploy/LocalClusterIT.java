package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
import io.tributary.cluster.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A local cluster as a user runs it: processes come, die, are replaced, and all go. */
class LocalClusterIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private Path cluster;

  @BeforeEach
  void choose() {
    cluster = directory.resolve("cluster");
  }

  private record Output(int code, String text) {}

  private Output run(String command, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("cluster", command, "--dir", cluster.toString()));
    words.addAll(List.of(options));
    return tributary(words.toArray(String[]::new));
  }

  private Output onModel(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--cluster=" + cluster);
    return tributary(all.toArray(String[]::new));
  }

  private Output tributary(String... words) throws Exception {
    Path file = directory.resolve("out");
    Process process =
        Distribution.command(directory, words)
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(List.of(words) + "").isTrue();
      return new Output(process.exitValue(), Files.readString(file));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private JsonNode status(int code) throws Exception {
    return JSON.readTree(statusOf(code, "--json").text());
  }

  /** How the cluster is in the end: a busy machine may make a process seem silent for a while. */
  private Output statusOf(int code, String... options) throws Exception {
    Output[] last = {new Output(-1, "")};
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () -> {
              last[0] = run("status", options);
              assertThat(last[0].code()).as(last[0].text()).isEqualTo(code);
              assertThat(last[0].text()).doesNotContain("silent");
            });
    return last[0];
  }

  /** All processes that have the cluster's directory in their command line. */
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("@" + cluster))
        .toList();
  }

  @AfterEach
  void stop() throws Exception {
    if (Files.exists(cluster)) {
      // The test has failed before it came to this.
      run("stop");
    }
  }

  @Test
  void processesComeAndDieAndAreReplacedAndGo() throws Exception {
    Output start = run("start", "--taskmanagers=2", "--slots=2", "--rest-port=0", "--kafka-port=0");
    assertThat(start.code()).as(start.text()).isZero();
    assertThat(start.text()).contains("taskmanager-2 is up: ", "slots      4 on 2 taskmanagers");
    assertThat(processes()).hasSize(4);
    ClusterInfo info = ClusterInfo.read(cluster).orElseThrow();
    theWebUiIsThereToLookAt(info);
    assertThat(readableByOthers()).isEmpty();

    taskManagerIsReplaced();
    aStartThatNobodyListensToForgetsNothing();
    brokerAndJobManagerComeBackWhereTheyWere();
    assertThat(ClusterInfo.read(cluster)).contains(info);
    aModelIsTrainedRescaledAndCanceled();

    Output stop = run("stop");
    assertThat(stop.code()).as(stop.text()).isZero();
    assertThat(stop.text()).contains("stopped 4 processes").doesNotContain("killed");
    assertThat(processes()).isEmpty();
    assertThat(run("status").text()).contains("no cluster runs here: dir=" + cluster);
    assertThat(run("stop", "--delete-data").code()).isZero();
    assertThat(cluster).doesNotExist();
  }

  private void taskManagerIsReplaced() throws Exception {
    Output text = statusOf(0);
    assertThat(text.text())
        .containsPattern("taskmanager-1 +\\d+  up .* 2 slots, 2 free")
        .contains("slots      4 of 4, 4 free", "all is well");
    JsonNode before = status(0);
    assertThat(before.get("healthy").asBoolean()).isTrue();
    ProcessHandle.of(pid(before, "taskmanager-2")).orElseThrow().destroyForcibly();
    await().until(() -> processes().size() == 3);
    JsonNode dead = status(1);
    assertThat(dead.get("healthy").asBoolean()).isFalse();
    assertThat(process(dead, "taskmanager-2").get("state").asText()).isEqualTo("dead");
    assertThat(process(dead, "taskmanager-1").get("state").asText()).isEqualTo("up");

    Output again = run("start");
    assertThat(again.code()).as(again.text()).isZero();
    assertThat(again.text()).contains("starting taskmanager-2").doesNotContain("starting kafka");
    JsonNode after = status(0);
    assertThat(after.get("slots").asInt()).isEqualTo(4);
    assertThat(pid(after, "taskmanager-2")).isNotEqualTo(pid(before, "taskmanager-2"));
    assertThat(pid(after, "kafka")).isEqualTo(pid(before, "kafka"));
  }

  private void aStartThatNobodyListensToForgetsNothing() throws Exception {
    LocalCluster.attach(cluster).orElseThrow().broker().kill();
    ProcessBuilder start =
        Distribution.command(directory, "cluster", "start", "--dir", cluster.toString());
    String line = "'" + String.join("' '", start.command()) + "' | head -n 0";
    Process shell = start.command("bash", "-c", line).redirectErrorStream(true).start();
    assertThat(shell.waitFor(10, TimeUnit.MINUTES)).isTrue();
    Output status = statusOf(1);
    assertThat(status.text())
        .containsPattern("kafka +\\d+  dead ")
        .contains("not well: kafka=dead ('tributary cluster start' starts what is missing)");
    assertThat(processes()).hasSize(3);
  }

  /** None of it needs what is switched off for others. */
  private void aModelIsTrainedRescaledAndCanceled() throws Exception {
    String pipeline =
        Files.writeString(
                directory.resolve("clicks.yaml"),
                """
                name: clicks
                model: {bits: 10}
                features: [user]
                label: {field: clicked}
                input: {topic: clicks}
                training: {replicas: 2, checkpointInterval: 500ms}
                kafka: {bootstrap.servers: "${KAFKA}"}
                """)
            .toString();
    for (List<String> command :
        List.of(
            List.of("submit", pipeline),
            List.of("rescale", "clicks", "--replicas=1"),
            List.of("cancel", "clicks", "--savepoint"))) {
      Output output = onModel(command.toArray(String[]::new));
      assertThat(output.code()).as(output.text()).isZero();
    }
    assertThat(cluster.resolve("models/clicks.yaml")).exists();
  }

  private static void theWebUiIsThereToLookAt(ClusterInfo info) throws Exception {
    HttpResponse<String> index = ask(info, "GET", "/");
    assertThat(index.body()).contains("<html", "Apache Flink");
    HttpResponse<String> overview = ask(info, "GET", "/overview");
    assertThat(overview.statusCode()).isEqualTo(200);
    String origin = "Access-Control-Allow-Origin";
    assertThat(index.headers().allValues(origin)).doesNotContain("*");
    assertThat(overview.headers().allValues(origin)).containsExactly("http://" + info.jobManager());
    JsonNode config = JSON.readTree(ask(info, "GET", "/config").body()).path("features");
    assertThat(config.path("web-submit").asBoolean(true)).isFalse();
    assertThat(config.path("web-cancel").asBoolean(true)).isFalse();
    for (String path : List.of("/jars", "/jars/upload")) {
      assertThat(ask(info, path.equals("/jars") ? "GET" : "POST", path).statusCode())
          .as(path)
          .isEqualTo(404);
    }
  }

  private void brokerAndJobManagerComeBackWhereTheyWere() {
    // Not closed: the cluster is stopped by its command.
    LocalCluster processes = LocalCluster.attach(cluster).orElseThrow();
    ClusterProcess broker = processes.broker();
    broker.kill();
    processes.jobManager().kill();
    ClusterProcess taskManager = processes.find(new Role.TaskManager(1)).orElseThrow();
    taskManager.pause();
    assertThat(processes.restartBroker().pid()).isNotEqualTo(broker.pid());
    processes.restartJobManager();
    taskManager.resume();
    processes.awaitHealthy(Duration.ofMinutes(5));
  }

  /** All files of the cluster that others than their owner may read or write. */
  private List<String> readableByOthers() throws IOException {
    // Not in Java: files come and go while the cluster runs.
    Process find =
        new ProcessBuilder("find", cluster.toString(), "!", "-type", "l", "-perm", "/077")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader found = find.inputReader()) {
      return found.lines().toList();
    }
  }

  private static HttpResponse<String> ask(ClusterInfo info, String method, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + info.jobManager() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static long pid(JsonNode status, String name) {
    return process(status, name).get("pid").asLong();
  }

  private static JsonNode process(JsonNode status, String name) {
    for (JsonNode process : status.get("processes")) {
      if (process.get("name").asText().equals(name)) {
        return process;
      }
    }
    throw new AssertionError("no such process: name=" + name + " status=" + status);
  }
}
