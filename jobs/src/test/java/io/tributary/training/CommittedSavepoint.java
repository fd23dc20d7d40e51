package io.tributary.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A savepoint that a version of this code has left in the repository, with its pipeline, its input,
 * and what is to come of it.
 */
final class CommittedSavepoint {
  static final int PARTITIONS = 2;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROWS = "rows-%d.jsonl";
  private static final String EXPECTED = "expected.json";

  private final Path directory;

  /** Opens the one in a directory. */
  CommittedSavepoint(Path directory) {
    this.directory = directory;
  }

  /** Returns its pipeline, on a broker of the test's own. */
  Pipeline pipeline(TestTopics topics) throws IOException {
    return PipelineFile.read(directory.resolve("pipeline.yaml"))
        .withoutKafka()
        .pipeline(Map.of())
        .withKafka(topics.settings());
  }

  /** Returns the records of one partition of its input, all of them, in order. */
  List<ProducerRecord<byte[], byte[]>> records(Pipeline pipeline, int partition)
      throws IOException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String row : Files.readAllLines(directory.resolve(ROWS.formatted(partition)))) {
      byte[] key = JSON.readTree(row).get("k").asText().getBytes(StandardCharsets.UTF_8);
      byte[] value = row.getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(pipeline.input().topic(), partition, key, value));
    }
    return records;
  }

  /** Returns the records of all partitions. */
  List<ProducerRecord<byte[], byte[]>> records(Pipeline pipeline) throws IOException {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      records.addAll(records(pipeline, partition));
    }
    return records;
  }

  /** Writes the input. */
  void writeRows(List<TestRows.Row> rows) throws IOException {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int of = partition;
      Files.writeString(
          directory.resolve(ROWS.formatted(partition)),
          String.join(
                  "\n",
                  rows.stream()
                      .filter(row -> row.key() % PARTITIONS == of)
                      .map(TestRows.Row::json)
                      .toList())
              + "\n");
    }
  }

  /** Copies the savepoint to another directory, as whoever keeps it elsewhere would. */
  String copyTo(Path target) throws IOException {
    copy(directory.resolve("savepoint"), target);
    return target.toUri().toString();
  }

  /** Takes over a savepoint that Flink has just written. */
  void keep(Path savepoint) throws IOException {
    Files.createDirectories(directory.resolve("savepoint"));
    copy(savepoint, directory.resolve("savepoint"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** Returns what is to come of it. */
  Map<String, String> expected() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    JSON.readTree(directory.resolve(EXPECTED).toFile())
        .properties()
        .forEach(field -> expected.put(field.getKey(), field.getValue().asText()));
    return expected;
  }

  /** Writes what is to come of it. */
  void writeExpected(Map<String, String> expected) throws IOException {
    Files.writeString(
        directory.resolve(EXPECTED),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(expected) + "\n");
  }

  /** Returns all of an outcome that can be compared. */
  static Map<String, String> outcome(TestTopics topics, Pipeline pipeline) throws IOException {
    PublishedModel model = topics.model(pipeline);
    JsonNode progress = topics.lastProgress(pipeline);
    Map<String, String> outcome = new TreeMap<>();
    outcome.put("model", checksum(model));
    outcome.put("merged", model.examples().toString());
    for (String figure : List.of("examples", "rejected", "logLoss", "auc", "windowLogLoss")) {
      outcome.put(figure, progress.get(figure).asText());
    }
    return outcome;
  }

  private static String checksum(PublishedModel model) throws IOException {
    CRC32 checksum = new CRC32();
    try (var out =
        new DataOutputStream(new CheckedOutputStream(OutputStream.nullOutputStream(), checksum))) {
      for (int[] block : model.bits()) {
        for (int bits : block) {
          out.writeInt(bits);
        }
      }
    }
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
