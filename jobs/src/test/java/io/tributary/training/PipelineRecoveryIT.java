package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.merge.LedgerEntry;
import io.tributary.training.TestRows.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stopped, or failed, and gone on: the outcome is the one of a run that was left alone, to the bit.
 */
class PipelineRecoveryIT {
  private static final int REPLICAS = 2;
  private static final List<Row> ROWS = TestRows.generate(12_000);

  private static PublishedModel undisturbed;
  private static JsonNode undisturbedProgress;

  // A broker for each run, so that topics have the same names: names decide which replica reads
  // which partition.
  private final TestTopics topics = new TestTopics();
  private final Pipeline pipeline =
      TestPipelines.reproducible("recovery", "rows", REPLICAS, topics.settings());
  private final List<ProducerRecord<byte[], byte[]>> records =
      TestRows.keyed(pipeline, ROWS, REPLICAS);

  @BeforeEach
  void createTopics() throws Exception {
    topics.createInput(pipeline, REPLICAS);
    topics.createOutputs(pipeline);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @BeforeAll
  static void runUndisturbed() throws Exception {
    PipelineRecoveryIT run = new PipelineRecoveryIT();
    try (run.topics) {
      run.createTopics();
      run.topics.send(run.records);
      try (LocalTraining training = LocalTraining.start(run.pipeline, TrainingOptions.DEFAULT)) {
        training.await();
      }
      undisturbed = run.topics.model(run.pipeline);
      undisturbedProgress = run.topics.lastProgress(run.pipeline);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hashmap, true, hashmap, true",
    "rocksdb, true, rocksdb, false",
    "hashmap, false, rocksdb, true"
  })
  void aSavepointIsGoneOnFromAsIfNothingHadHappened(
      String firstBackend,
      boolean firstCompresses,
      String secondBackend,
      boolean secondCompresses,
      @TempDir Path directory)
      throws Exception {
    // The input ends where the rest will end, so that the first job can't end before it is stopped.
    Map<TopicPartition, Long> end = TestTopics.endingWith(records).endOffsets();
    topics.send(records.subList(0, 7_000));
    String savepoint;
    TrainingOptions first = new TrainingOptions(end, Optional.empty(), Optional.of(directory));
    try (LocalTraining training =
        LocalTraining.start(on(firstBackend, firstCompresses, directory), first)) {
      topics.awaitMerged(pipeline, 1_000);
      assertThat(usesRocksDb(directory)).isEqualTo(firstBackend.equals("rocksdb"));
      savepoint = training.stop().orElseThrow();
    }
    assertThat(topics.model(pipeline).ended()).isFalse();
    List<List<LedgerEntry>> ledgers = Ledgers.of(savepoint);
    assertThat(ledgers).hasSize(REPLICAS);
    assertThat(ledgers).allMatch(ledger -> ledger.size() == pipeline.model().layout().blocks());
    Ledgers.assertThatTheyAgree(ledgers);
    Ledgers.assertThatTheyArePublished(ledgers, topics.updates(pipeline));
    topics.send(records.subList(7_000, records.size()));
    TrainingOptions second = new TrainingOptions(end, Optional.of(savepoint), Optional.empty());
    try (LocalTraining training =
        LocalTraining.start(on(secondBackend, secondCompresses, directory), second)) {
      training.await();
    }
    JsonNode compared = topics.lastProgress(pipeline).get("ledger");
    assertThat(compared.get("compared").asInt())
        .isEqualTo(REPLICAS * pipeline.model().layout().blocks());
    assertThat(compared.get("uncompared").asInt()).isZero();
    assertThat(compared.get("agreedVersion").asLong())
        .isEqualTo(compared.get("version").asLong())
        .isPositive();
    assertThat(compared.get("disagree").asBoolean()).isFalse();
    assertAsUndisturbed(2);
  }

  @Test
  void aReplicaWhoseInputHadEndedBeforeTheSavepointLetsTheJobEnd(@TempDir Path directory)
      throws Exception {
    List<ProducerRecord<byte[], byte[]>> few = of(0).subList(0, 100);
    List<ProducerRecord<byte[], byte[]>> many = of(1).subList(0, 1_000);
    Map<TopicPartition, Long> end = new HashMap<>(TestTopics.endingWith(few).endOffsets());
    end.putAll(TestTopics.endingWith(many).endOffsets());
    topics.send(few);
    topics.send(many.subList(0, 500));
    String savepoint;
    TrainingOptions first = new TrainingOptions(end, Optional.empty(), Optional.of(directory));
    try (LocalTraining training = LocalTraining.start(pipeline, first)) {
      // Three rounds of one replica can't be merged before the other has had its last.
      topics.awaitMerged(pipeline, few.size() + 3 * 64);
      savepoint = training.stop().orElseThrow();
    }
    topics.send(many.subList(500, many.size()));
    TrainingOptions second = new TrainingOptions(end, Optional.of(savepoint), Optional.empty());
    try (LocalTraining training = LocalTraining.start(pipeline, second)) {
      training.await();
    }
    assertThat(topics.model(pipeline).ended()).isTrue();
    assertThat(topics.model(pipeline).examples()).containsOnly(1_100L);
  }

  private List<ProducerRecord<byte[], byte[]>> of(int partition) {
    return records.stream().filter(record -> record.partition() == partition).toList();
  }

  private Pipeline on(String backend, boolean compresses, Path directory) {
    return pipeline.withFlink(
        new FlinkConfig(
            Map.of(
                "state.backend.type",
                backend,
                ExecutionOptions.SNAPSHOT_COMPRESSION.key(),
                Boolean.toString(compresses),
                "state.backend.rocksdb.localdir",
                directory.resolve("rocksdb").toString())));
  }

  private static boolean usesRocksDb(Path directory) throws IOException {
    Path files = directory.resolve("rocksdb");
    if (!Files.exists(files)) {
      return false;
    }
    try (Stream<Path> found = Files.walk(files)) {
      return found.anyMatch(file -> file.getFileName().toString().equals("CURRENT"));
    }
  }

  @Test
  void aLostTaskManagerCostsNoExampleAndRepeatsNone(@TempDir Path directory) throws Exception {
    TrainingOptions options = TestTopics.endingWith(records);
    try (TestCluster cluster =
        TestCluster.start(TestCluster.configuration(directory), 1, REPLICAS, pipeline, options)) {
      topics.send(records.subList(0, 4_000));
      topics.awaitMerged(pipeline, 1_000);
      cluster.awaitCheckpoint();
      cluster.replaceTaskManager(0);
      topics.send(records.subList(4_000, 8_000));
      topics.awaitMerged(pipeline, 5_000);
      cluster.awaitCheckpoint();
      cluster.replaceTaskManager(1);
      topics.send(records.subList(8_000, records.size()));
      cluster.awaitEnd();
    }
    assertAsUndisturbed(3);
  }

  private void assertAsUndisturbed(int incarnations) {
    assertThat(topics.generations(pipeline)).isGreaterThanOrEqualTo(incarnations);
    PublishedModel model = topics.model(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
    for (int block = 0; block < model.bits().size(); block++) {
      assertThat(model.bits().get(block))
          .as("block %d", block)
          .isEqualTo(undisturbed.bits().get(block));
    }
    JsonNode progress = topics.lastProgress(pipeline);
    for (String figure : List.of("examples", "rejected", "logLoss", "auc", "windowLogLoss")) {
      assertThat(progress.get(figure)).as(figure).isEqualTo(undisturbedProgress.get(figure));
    }
  }
}
