package io.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of two JobManagers that talk TLS: the one that leads is killed, and learning goes on.
 */
class HighAvailabilityIT {
  private static final int RECORDS = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path directory;
  private Path cluster;

  @BeforeEach
  void choose() {
    cluster = directory.resolve("cluster");
  }

  @AfterEach
  void stop() throws Exception {
    tributary("cluster", "stop", "--dir=" + cluster);
  }

  @Test
  void learningGoesOnByItselfWhenTheLeaderIsKilled() throws Exception {
    tributary(
        "cluster",
        "start",
        "--ha",
        "--tls",
        "--slots=3",
        "--rest-port=0",
        "--kafka-port=0",
        "--dir=" + cluster);
    // Not closed: the cluster is stopped by its command.
    LocalCluster processes = LocalCluster.attach(cluster).orElseThrow();
    assertThat(processes.processes()).hasSize(5);
    ClusterInfo info = processes.info();
    assertThat(info.webUi()).hasSize(2);
    for (String address : info.webUi()) {
      clientsWithoutAKeyAreRefused(address);
    }

    Path pipeline = pipeline();
    tributary("submit", pipeline.toString(), "--cluster=" + cluster);
    produce(pipeline);
    awaitLearned(info, RECORDS);

    ClusterProcess leader = processes.leader();
    leader.kill();
    // No command comes between: the other one must take over and restore the job by itself. The
    // tasks go on for a moment without it, so nothing is sent before.
    await().atMost(PATIENCE).until(() -> !processes.leader().role().equals(leader.role()));
    produce(pipeline);
    awaitLearned(info, 2 * RECORDS);
    assertThat(tributary("status", "clicks", "--cluster=" + cluster)).contains("RUNNING");
  }

  private void clientsWithoutAKeyAreRefused(String address) throws Exception {
    URI uri = URI.create(address + "/overview");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    String password = Files.readString(cluster.resolve("tls/password"));
    try (var in = Files.newInputStream(cluster.resolve("tls/trust.p12"))) {
      trusted.load(in, password.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext withoutKey = SSLContext.getInstance("TLS");
    withoutKey.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(withoutKey).build();
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    HttpRequest plain =
        HttpRequest.newBuilder(URI.create(uri.toString().replace("https:", "http:"))).build();
    // Flink only says where the encrypted one is.
    assertThat(HttpClient.newHttpClient().send(plain, BodyHandlers.ofString()))
        .satisfies(
            answer -> {
              assertThat(answer.statusCode()).isBetween(300, 399);
              assertThat(answer.body()).isEmpty();
            });
    // Who has the key is let in: the commands.
    assertThat(LocalCluster.attach(cluster).orElseThrow().info().rest(Waiting.system()))
        .satisfies(rest -> assertThat(rest.find("/overview")).isPresent());
  }

  private static void awaitLearned(ClusterInfo info, long examples) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(learned(info)).isEqualTo(examples));
  }

  /** Returns the count of the newest record of progress; -1 before the first. */
  private static long learned(ClusterInfo info) throws IOException {
    TopicPartition progress = new TopicPartition("clicks.progress", 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", info.kafka()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(progress));
      long end = consumer.endOffsets(List.of(progress)).get(progress);
      if (end == 0) {
        return -1;
      }
      consumer.seek(progress, end - 1);
      for (var record : consumer.poll(Duration.ofSeconds(20)).records(progress)) {
        return new ObjectMapper().readTree(record.value()).path("examples").asLong();
      }
      return -1;
    }
  }

  private Path pipeline() throws IOException {
    return Files.writeString(
        directory.resolve("clicks.yaml"),
        """
        name: clicks
        model: {bits: 10}
        features: [user]
        label: {field: clicked}
        key: user
        input: {topic: clicks}
        training: {replicas: 2, checkpointInterval: 500ms, reportInterval: 200ms}
        kafka: {bootstrap.servers: "${KAFKA}"}
        """);
  }

  private void produce(Path pipeline) throws Exception {
    StringBuilder csv = new StringBuilder("user,clicked\n");
    for (int i = 0; i < RECORDS; i++) {
      csv.append("u" + i % 97 + "," + (i % 97 < 40 ? 1 : 0) + "\n");
    }
    Path data = Files.writeString(directory.resolve("data.csv"), csv);
    tributary("produce", "--pipeline=" + pipeline, "--data=" + data, "--cluster=" + cluster);
  }

  private String tributary(String... words) throws Exception {
    Path file = directory.resolve("out");
    Process process =
        Distribution.command(directory, words)
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    try {
      assertThat(process.waitFor(12, TimeUnit.MINUTES)).as(List.of(words) + "").isTrue();
      assertThat(process.exitValue()).as(Files.readString(file)).isZero();
      return Files.readString(file);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
