package io.tributary.kafka.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @Test
  void producesAndConsumesOnTwoBrokersInOneJvm() throws Exception {
    Set<Thread> before = nonDaemonThreads();
    try (EmbeddedKafka first = EmbeddedKafka.startTemporary();
        EmbeddedKafka second = EmbeddedKafka.startTemporary()) {
      for (EmbeddedKafka kafka : List.of(first, second)) {
        kafka.createTopic("t", 2, Map.of("retention.ms", "60000"));
        produce(kafka, "hello " + kafka.bootstrapServers());
        assertThat(consume(kafka)).containsExactly("hello " + kafka.bootstrapServers());
      }
    }
    Set<Thread> left = nonDaemonThreads();
    left.removeAll(before);
    assertThat(left).isEmpty();
  }

  @Test
  void clientsAreToldTheAddressOfTheListenerThatTheyCameBy(@TempDir Path directory)
      throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<EmbeddedListener> listeners =
        List.of(EmbeddedListener.loopback(0), EmbeddedListener.parse("localhost:" + port));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), listeners)) {
      assertThat(told(kafka.bootstrapServers())).isEqualTo(kafka.bootstrapServers());
      assertThat(told("127.0.0.1:" + port)).isEqualTo("localhost:" + port);
    }
  }

  private static String told(String address) throws Exception {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address))) {
      Node node = admin.describeCluster().nodes().get().iterator().next();
      return node.host() + ":" + node.port();
    }
  }

  @Test
  void aRestartKeepsTheRecordsAndThePort(@TempDir Path directory) throws Exception {
    Path dataDir = directory.resolve("kafka");
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dataDir)) {
      kafka.createTopic("t", 1);
      produce(kafka, "kept");
      port = Integer.parseInt(kafka.bootstrapServers().substring("127.0.0.1:".length()));
      assertThatThrownBy(() -> kafka.createTopic("t", 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("topic can't be created: topic=t partitions=1");
      assertThatThrownBy(() -> EmbeddedKafka.start(directory.resolve("other"), port))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("listeners=[127.0.0.1:" + port + "]");
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dataDir, port)) {
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      assertThat(consume(kafka)).containsExactly("kept");
    }
    assertThat(Files.exists(dataDir)).isTrue();
  }

  @Test
  void aNewTopicTakesManyBatchesAtOnce() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers", kafka.bootstrapServers(),
                    "delivery.timeout.ms", 20_000,
                    "request.timeout.ms", 10_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (int topic = 0; topic < 5; topic++) {
        kafka.createTopic("new-" + topic, 4);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
          sent.add(producer.send(new ProducerRecord<>("new-" + topic, i % 4, null, new byte[100])));
        }
        for (Future<RecordMetadata> record : sent) {
          record.get();
        }
      }
    }
  }

  private static void produce(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("t", 0, "key", value)).get();
    }
  }

  private static List<String> consume(EmbeddedKafka kafka) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition("t", 0)));
      while (values.isEmpty()) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private static Set<Thread> nonDaemonThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !thread.isDaemon())
        .collect(Collectors.toSet());
  }
}
