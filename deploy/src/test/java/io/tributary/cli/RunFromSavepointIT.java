package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.config.Pipeline;
import io.tributary.config.PipelineFile;
import io.tributary.kafka.KafkaSettings;
import io.tributary.kafka.Topics;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.operations.ProgressReader;
import io.tributary.training.JobTopics;
import io.tributary.training.LocalTraining;
import io.tributary.training.TrainingOptions;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --from}: what one job has left, another goes on from. */
final class RunFromSavepointIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HALF = 2_000;

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
      kafka: {bootstrap.servers: '%s'}
      """;

  @TempDir private Path directory;

  @Test
  void runGoesOnFromASavepoint() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      Path store = directory.resolve("clicks.store");
      Path file =
          Files.writeString(
              directory.resolve("clicks.yaml"),
              PIPELINE.formatted(store, kafka.bootstrapServers()));
      produce(file, 1);
      String savepoint = learnAndStop(PipelineFile.read(file).pipeline(Map.of()));
      produce(file, 2);

      CommandRun run = CommandRun.of("run", file.toString(), "--from", savepoint, "--json");
      assertThat(run.err().lines())
          .allMatch(line -> line.startsWith("tributary: warning: the stream is "));
      assertThat(run.code()).isZero();
      List<String> lines = run.out().lines().toList();
      for (String line : lines) {
        // Before the first record of this job there is none; then counts go on where they were.
        assertThat(JSON.readTree(line).path("examples").asLong())
            .satisfiesAnyOf(
                examples -> assertThat(examples).isZero(),
                examples -> assertThat(examples).isGreaterThanOrEqualTo(HALF));
      }
      JsonNode report = JSON.readTree(lines.get(lines.size() - 1));
      assertThat(report.path("final").asBoolean()).isTrue();
      assertThat(report.path("examples").asLong()).isEqualTo(2 * HALF);
      assertThat(report.path("merged").asLong()).isEqualTo(2 * HALF);

      String yaml = Files.readString(file);
      Path other = directory.resolve("other.yaml");
      Files.writeString(other, yaml.replace("{bits: 10, ", "{bits: 10, loss: squared, "));
      CommandRun refused = CommandRun.of("run", other.toString(), "--from", savepoint);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .startsWith(
              "tributary: model.loss: snapshot was trained with another, which can't change:"
                  + " saved=logistic pipeline=squared from="
                  + savepoint)
          .hasLineCount(1);

      CommandRun absent =
          CommandRun.of("run", file.toString(), "--from", directory.resolve("absent").toString());
      assertThat(absent.code()).isEqualTo(1);
      assertThat(absent.err()).startsWith("tributary: ").contains("absent");
    }
  }

  private void produce(Path file, int half) throws IOException {
    Random random = new Random(half);
    StringBuilder csv = new StringBuilder("user,site,clicked\n");
    for (int i = 0; i < HALF; i++) {
      int site = random.nextInt(4);
      int clicked = random.nextInt(4) <= site ? 1 : 0;
      csv.append("u" + random.nextInt(50) + ",s" + site + "," + clicked).append('\n');
    }
    Path data = Files.writeString(directory.resolve("half-" + half + ".csv"), csv);
    CommandRun sent =
        CommandRun.of("produce", "--pipeline=" + file, "--data=" + data, "--partitions=1");
    assertThat(sent.err()).isEmpty();
  }

  /** Learns the first half in a job whose input ends with the second. */
  private String learnAndStop(Pipeline pipeline) throws Exception {
    ModelTopics model = new ModelTopics(pipeline.name(), pipeline.kafka());
    try (Topics topics = Topics.connect(pipeline.kafka(), Waiting.system())) {
      JobTopics.create(topics, pipeline, 1);
    }
    TrainingOptions options =
        new TrainingOptions(
            Map.of(new TopicPartition(pipeline.input().topic(), 0), 2L * HALF),
            Optional.empty(),
            Optional.of(directory));
    KafkaSettings settings = pipeline.kafka();
    try (ProgressReader progress = ProgressReader.start(settings, model.progress());
        LocalTraining training = LocalTraining.start(pipeline, options)) {
      Awaitility.await().until(() -> progress.latest().path("examples").asLong() == HALF);
      return training.stop().orElseThrow();
    }
  }
}
