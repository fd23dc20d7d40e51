package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.kafka.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated rows, through a topic, to a model that scores. */
final class GenerateToTopicIT {
  private static final int ROWS = 5000;

  private static final String PIPELINE =
      """
      name: clicks
      model: {bits: 16, optimizer: {alpha: 0.1}}
      features: [f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11]
      label: {field: y}
      key: f11
      time: {field: event_ms, format: epoch-millis}
      input: {topic: clicks, bounded: true, format: avro, schema: click.avsc}
      training: {replicas: 2}
      """;

  @TempDir private Path directory;

  private static List<ConsumerRecord<byte[], byte[]>> records(EmbeddedKafka kafka, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      while (records.size() < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
    }
    return records;
  }

  @Test
  void recordsAreKeyedAndComplete() {
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      CommandRun absent =
          CommandRun.of(
              "generate", "--rows=1", "--topic=rows", "--bootstrap=" + kafka.bootstrapServers());
      assertThat(absent.err())
          .contains("topic does not exist, --partitions N would create it: topic=rows");
      CommandRun sent =
          CommandRun.of(
              "generate",
              "--rows=" + ROWS,
              "--start=100",
              "--topic=rows",
              "--partitions=2",
              "--key=f0",
              "--bootstrap=" + kafka.bootstrapServers());
      assertThat(sent.err()).isEmpty();
      assertThat(sent.out()).startsWith("sent 5,000 records, ").endsWith("/s, topic rows\n");

      Set<String> values = new HashSet<>();
      Map<String, Integer> partitions = new HashMap<>();
      for (ConsumerRecord<byte[], byte[]> record : records(kafka, "rows")) {
        String value = new String(record.value(), StandardCharsets.US_ASCII);
        String key = new String(record.key(), StandardCharsets.US_ASCII);
        assertThat(value).matches("\\d+,\\d+,\\d+,[01]," + key + "(,\\d+){11}");
        assertThat(partitions.merge(key, record.partition(), (a, b) -> a))
            .isEqualTo(record.partition());
        values.add(value);
      }
      CommandRun printed = CommandRun.of("generate", "--rows=5000", "--start=100", "--no-header");
      assertThat(values).isEqualTo(new HashSet<>(printed.out().lines().toList()));
      assertThat(partitions).containsValues(0, 1);
    }
  }

  @Test
  void avroRecordsTrainAModel() throws IOException {
    Files.writeString(directory.resolve("click.avsc"), CommandRun.of("generate", "--schema").out());
    Path pipeline = directory.resolve("pipeline.yaml");
    Path store = directory.resolve("clicks.store");
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      Files.writeString(
          pipeline,
          PIPELINE
              + ("export: {store: " + store + "}\n")
              + ("kafka: {bootstrap.servers: '" + kafka.bootstrapServers() + "'}\n"));
      CommandRun sent =
          CommandRun.of(
              "generate",
              "--rows=" + ROWS,
              "--format=avro",
              "--topic=clicks",
              "--partitions=2",
              "--key=f11",
              "--bootstrap=" + kafka.bootstrapServers());
      assertThat(sent.code()).isZero();

      CommandRun run = CommandRun.of("run", pipeline.toString(), "--json");
      assertThat(run.code()).isZero();
      List<String> lines = run.out().lines().toList();
      JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
      assertThat(report.path("merged").asLong()).isEqualTo(ROWS);
      assertThat(report.path("rejected").asLong()).isZero();
    }
    String rows = CommandRun.of("generate", "--rows=3", "--format=json").out();
    CommandRun scored =
        CommandRun.withInput(rows, "score", "--store=" + store, "--pipeline=" + pipeline);
    assertThat(scored.out().lines()).hasSize(3);
    assertThat(scored.err())
        .isEqualTo(
            "tributary: records to score are JSON lines: the pipeline's avro records are not"
                + " lines\n");
  }
}
