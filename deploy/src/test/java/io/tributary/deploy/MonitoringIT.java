package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterPorts;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus asks a real cluster, its mirror, and a run: whatever the dashboard and the
 * alerts name is there.
 */
class MonitoringIT {
  private static final int NOT_READY = 503;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();
  private int prometheus;

  private String cluster() {
    return "--cluster=" + directory.resolve("cluster");
  }

  private Process start(String name, ProcessBuilder command) throws IOException {
    Process process =
        command
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".out").toFile())
            .start();
    started.add(process);
    return process;
  }

  private void done(String... words) throws Exception {
    Process process = start(words[0], Distribution.command(directory, words));
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as(words[0]).isTrue();
    assertThat(process.exitValue()).as(output(words[0])).isZero();
  }

  private String output(String name) throws IOException {
    return Files.readString(directory.resolve(name + ".out"));
  }

  @AfterEach
  void stop() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    if (Files.exists(directory.resolve("cluster"))) {
      Distribution.command(directory, "cluster", "stop", "--dir=" + directory.resolve("cluster"))
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve("stop.out").toFile())
          .start()
          .waitFor();
    }
  }

  /** Returns the first of two ports in a row, as a cluster of one TaskManager needs. */
  private static int twoFreePorts() {
    for (int i = 0; i < 1000; i++) {
      int port = ClusterPorts.free();
      if (isFree(port + 1)) {
        return port;
      }
    }
    throw new AssertionError("no two free ports in a row");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private String pipeline(String model, String kafka) throws IOException {
    return Files.writeString(
            directory.resolve(model + ".yaml"),
            """
            name: MODEL
            model: {bits: 10}
            features: [user]
            label: {field: clicked}
            input: {topic: clicks}
            training: {replicas: 2, checkpointInterval: 500ms, reportInterval: 200ms}
            export: {store: "DIR/MODEL.store"}
            kafka: {bootstrap.servers: "KAFKA"}
            """
                .replace("MODEL", model)
                .replace("DIR", directory.toString())
                .replace("KAFKA", kafka))
        .toString();
  }

  private Path data() throws IOException {
    StringBuilder csv = new StringBuilder("user,clicked\n");
    for (int i = 0; i < 4000; i++) {
      csv.append('u').append(i % 50).append(',').append(i % 50 % 3 == 0 ? 1 : 0).append('\n');
    }
    return Files.writeString(directory.resolve("clicks.csv"), csv);
  }

  private void startPrometheus(int flink, int mirror, int run) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yaml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["%s"]
            scrape_configs:
              - job_name: flink
                static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}]
              - job_name: tributary
                static_configs: [{targets: ["127.0.0.1:%d", "127.0.0.1:%d"]}]
            """
                .formatted(Monitoring.RULES, flink, flink + 1, mirror, run));
    prometheus = ClusterPorts.free();
    start(
        "prometheus",
        new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("series"),
            "--web.listen-address=" + LOOPBACK + ":" + prometheus));
  }

  private JsonNode query(String expression) throws IOException, InterruptedException {
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://"
                                + LOOPBACK
                                + ":"
                                + prometheus
                                + "/api/v1/query?query="
                                + query))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == NOT_READY) {
      throw new IOException("Prometheus reads its storage: " + answer.body());
    }
    assertThat(answer.statusCode()).as(expression + " " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("data").path("result");
  }

  private void awaitSomething(String expression) {
    await(expression)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !query(expression).isEmpty());
  }

  @Test
  void prometheusHasWhatTheDashboardAndTheAlertsName() throws Exception {
    Needs.program("prometheus", "--version");
    int flink = twoFreePorts();
    String home = "--dir=" + directory.resolve("cluster");
    done(
        "cluster",
        "start",
        home,
        "--slots=2",
        "--rest-port=0",
        "--kafka-port=0",
        "--metrics=prometheus",
        "--metrics-port=" + flink);
    assertThat(output("cluster")).contains("metrics    on ports " + flink + " " + (flink + 1));
    String kafka = ClusterInfo.read(directory.resolve("cluster")).orElseThrow().kafka();
    String pipeline = pipeline("clicks", kafka);
    done("submit", pipeline, cluster());

    int mirror = ClusterPorts.free();
    int run = ClusterPorts.free();
    start(
        "mirror", Distribution.command(directory, "mirror", pipeline, "--metrics-port=" + mirror));
    start(
        "run",
        Distribution.command(directory, "run", pipeline("alone", kafka), "--metrics-port=" + run));
    startPrometheus(flink, mirror, run);
    start(
        "produce",
        Distribution.command(
            directory, "produce", pipeline, cluster(), "--data=" + data(), "--rate=100"));

    awaitSomething("tributary_served_examples{model=\"clicks\"} > 0");
    awaitSomething("tributary_training_examples{model=\"alone\"} > 0");
    List<String> expressions = new ArrayList<>(Monitoring.dashboardExpressions());
    expressions.forEach(this::awaitSomething);
    for (JsonNode rule : Monitoring.rules()) {
      expressions.add(rule.path("expr").asText());
    }
    Set<String> names = new TreeSet<>();
    expressions.forEach(expression -> names.addAll(Monitoring.seriesOf(expression)));
    assertThat(names)
        .contains("up", "tributary_mirror_waiting", "flink_jobmanager_job_numRestarts");
    names.forEach(this::awaitSomething);
    assertThat(query("ALERTS{alertstate=\"firing\"}")).isEmpty();
  }
}
