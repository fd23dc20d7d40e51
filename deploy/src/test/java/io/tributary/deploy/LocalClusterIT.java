package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
import io.tributary.cluster.Role;
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
import org.junit.jupiter.api.Timeout;
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
    Path file = directory.resolve("out");
    Process process =
        Distribution.command(directory, words.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
      return new Output(process.exitValue(), Files.readString(file));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private JsonNode status(int code) throws Exception {
    Output status = run("status", "--json");
    assertThat(status.code()).as(status.text()).isEqualTo(code);
    return JSON.readTree(status.text());
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
  @Timeout(400)
  void processesComeAndDieAndAreReplacedAndGo() throws Exception {
    Output start = run("start", "--taskmanagers=2", "--slots=2", "--rest-port=0", "--kafka-port=0");
    assertThat(start.code()).as(start.text()).isZero();
    assertThat(start.text()).contains("taskmanager-2 is up: ", "slots      4 on 2 taskmanagers");
    assertThat(processes()).hasSize(4);
    ClusterInfo info = ClusterInfo.read(cluster).orElseThrow();
    assertThat(webUi(info)).contains("<html", "Apache Flink");

    taskManagerIsReplaced();
    brokerAndJobManagerComeBackWhereTheyWere();
    assertThat(ClusterInfo.read(cluster)).contains(info);

    Output stop = run("stop");
    assertThat(stop.code()).as(stop.text()).isZero();
    assertThat(stop.text()).contains("stopped 4 processes").doesNotContain("killed");
    assertThat(processes()).isEmpty();
    assertThat(run("status").text()).contains("no cluster runs here: dir=" + cluster);
    assertThat(run("stop", "--delete-data").code()).isZero();
    assertThat(cluster).doesNotExist();
  }

  private void taskManagerIsReplaced() throws Exception {
    Output text = run("status");
    assertThat(text.code()).as(text.text()).isZero();
    assertThat(text.text())
        .containsPattern("taskmanager-1 +\\d+  up .* 2 slots, 2 free")
        .contains("slots      4 of 4, 4 free", "all is well");
    JsonNode before = status(0);
    assertThat(before.get("healthy").asBoolean()).isTrue();
    ProcessHandle.of(pid(before, "taskmanager-2")).orElseThrow().destroyForcibly();
    await().atMost(Duration.ofSeconds(10)).until(() -> processes().size() == 3);
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
    processes.awaitHealthy(Duration.ofMinutes(1));
    assertThat(processes.status().isHealthy()).isTrue();
  }

  private static String webUi(ClusterInfo info) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://" + info.jobManager() + "/")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
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
