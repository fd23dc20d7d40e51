package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cluster.Certificates;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.kafka.embedded.EmbeddedTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with TLS and passwords: records are sent, learned and published there. */
final class SecuredKafkaIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS = 2_000;
  private static final String SECRET = "a secret; of \"clicks\"";

  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 10, blocks: 2}
      features: [site]
      label: {field: clicked}
      key: user
      input: {topic: impressions, bounded: true, partitioning: key}
      training: {replicas: 2, round: {examples: 16}, reportInterval: 50ms}
      export: {store: '%s'}
      kafka:
        bootstrap.servers: '%s'
        security.protocol: SASL_SSL
        sasl.mechanism: SCRAM-SHA-512
        sasl.jaas.config: ${file:%s}
        ssl.truststore.type: PEM
        ssl.truststore.location: %s
      """;

  @TempDir private Path directory;

  @Test
  void learnsWithAPasswordThatAFileHolds() throws Exception {
    Certificates certificates = Certificates.in(directory.resolve("tls"));
    Certificates others = Certificates.in(directory.resolve("others"));
    EmbeddedTls tls = new EmbeddedTls(certificates.keyStore(), certificates.password());
    assertThat(tls).asString().doesNotContain(certificates.password());
    try (EmbeddedKafka kafka = EmbeddedKafka.startSecured(directory.resolve("kafka"), tls)) {
      kafka.putUser("trainer", SECRET);
      Path file = pipeline("right", kafka, SECRET, certificates.pem());
      produce(file);
      CommandRun run = CommandRun.of("run", file.toString(), "--json");
      assertThat(run.code()).as(run.err()).isZero();
      List<String> lines = run.out().lines().toList();
      JsonNode report = JSON.readTree(lines.get(lines.size() - 1));
      assertThat(report.path("merged").asLong()).isEqualTo(RECORDS);
      assertThat(run.out() + run.err()).doesNotContain(SECRET);

      refuses(
          pipeline("password", kafka, "another", certificates.pem()),
          "kafka does not know the user, or the password is another: bootstrap.servers="
              + kafka.securedServers());
      refuses(
          pipeline("authority", kafka, SECRET, others.pem()),
          "kafka and this client don't trust each other's certificates: bootstrap.servers="
              + kafka.securedServers());
    }
  }

  private void refuses(Path file, String fact) {
    String data = "--data=" + directory.resolve("records.csv");
    List.of(
            CommandRun.of("run", file.toString()),
            CommandRun.of("produce", "--pipeline=" + file, data))
        .forEach(
            run -> {
              assertThat(run.code()).isEqualTo(1);
              assertThat(run.err()).startsWith("tributary: " + fact).hasLineCount(1);
            });
  }

  private Path pipeline(String name, EmbeddedKafka kafka, String password, Path trusted)
      throws IOException {
    Path secret =
        Files.writeString(
            directory.resolve(name + ".jaas"),
            "org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"trainer\" password=\""
                + password.replace("\"", "\\\"")
                + "\";\n");
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        PIPELINE.formatted(
            directory.resolve(name + ".store"), kafka.securedServers(), secret, trusted));
  }

  private void produce(Path file) throws IOException {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("user,site,clicked\n");
    for (int i = 0; i < RECORDS; i++) {
      int site = random.nextInt(4);
      int clicked = random.nextInt(4) <= site ? 1 : 0;
      csv.append("u" + random.nextInt(50) + ",s" + site + "," + clicked).append('\n');
    }
    Path data = Files.writeString(directory.resolve("records.csv"), csv);
    CommandRun sent =
        CommandRun.of("produce", "--pipeline=" + file, "--data=" + data, "--partitions=1");
    assertThat(sent.err()).isEmpty();
  }
}
