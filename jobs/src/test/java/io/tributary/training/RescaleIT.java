package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.merge.LedgerEntry;
import io.tributary.merge.Staleness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From 4 replicas to 2 and on to 6, and another number of masters each time, while examples flow:
 * nothing is lost, nothing is counted twice, and what is learned is as good as without.
 */
class RescaleIT {
  private static final int PARTITIONS = 12;
  private static final int ROWS = 40_000;
  private static final int LEARNED_BETWEEN = 5_000;
  private static final Map<Staleness, Double> UNDISTURBED = new ConcurrentHashMap<>();

  private TestTopics topics;

  @TempDir private Path directory;

  @BeforeEach
  void startBroker() {
    topics = new TestTopics();
  }

  @AfterEach
  void stopBroker() {
    topics.close();
  }

  @ParameterizedTest
  @CsvSource({"TOPIC,1", "KEY,-1"})
  void whileItRuns(Partitioning partitioning, int staleness) throws Exception {
    double undisturbed = undisturbed(new Staleness(staleness));
    Pipeline pipeline = pipeline(partitioning, new Staleness(staleness));
    List<ProducerRecord<byte[], byte[]>> records = createTopics(pipeline);
    var config = TestCluster.adaptive(TestCluster.configuration(directory));
    try (TestCluster cluster =
            TestCluster.start(config, 3, 2, pipeline, TestTopics.endingWith(records));
        RowFeed feed = new RowFeed(topics, records)) {
      cluster.awaitParallelism(4, 2);
      assertGatesCanReach(cluster, 4);
      learn(feed, pipeline);
      cluster.rescale(2, 3);
      assertGatesCanReach(cluster, 2);
      learn(feed, pipeline);
      cluster.rescale(6, 1);
      feed.allow(ROWS);
      assertGatesCanReach(cluster, 6);
      cluster.awaitEnd();
    }
    assertLearned(pipeline, 6, undisturbed);
  }

  /** Gates are closed within one task: each source has to be in its replica's. */
  private static void assertGatesCanReach(TestCluster cluster, int replicas) {
    List<String> locations = cluster.locations("replica");
    assertThat(locations).hasSize(replicas);
    assertThat(cluster.locations("examples")).isEqualTo(locations);
  }

  @ParameterizedTest
  @CsvSource({"TOPIC,-1", "KEY,1"})
  void fromSavepointToSavepoint(Partitioning partitioning, int staleness) throws Exception {
    double undisturbed = undisturbed(new Staleness(staleness));
    Pipeline pipeline = pipeline(partitioning, new Staleness(staleness));
    List<ProducerRecord<byte[], byte[]>> records = createTopics(pipeline);
    TrainingOptions options = TestTopics.endingWith(records);
    try (RowFeed feed = new RowFeed(topics, records)) {
      String first = runAndStop(pipeline, options, feed);
      TrainingOptions fromFirst =
          new TrainingOptions(options.endOffsets(), Optional.of(first), Optional.empty());
      String second = runAndStop(TestPipelines.scaled(pipeline, 2, 3), fromFirst, feed);
      feed.allow(ROWS);
      TrainingOptions last =
          new TrainingOptions(options.endOffsets(), Optional.of(second), Optional.empty());
      try (LocalTraining training =
          LocalTraining.start(TestPipelines.scaled(pipeline, 6, 1), last)) {
        training.await();
      }
    }
    JsonNode ledger = topics.lastProgress(pipeline).get("ledger");
    assertThat(ledger.get("compared").asLong() + ledger.get("uncompared").asLong())
        .isEqualTo(6L * pipeline.model().layout().blocks());
    assertThat(ledger.get("disagree").asBoolean()).isFalse();
    assertLearned(pipeline, 6, undisturbed);
  }

  private String runAndStop(Pipeline pipeline, TrainingOptions options, RowFeed feed)
      throws Exception {
    TrainingOptions stopped =
        new TrainingOptions(options.endOffsets(), options.restoreFrom(), Optional.of(directory));
    try (LocalTraining training = LocalTraining.start(pipeline, stopped)) {
      learn(feed, pipeline);
      String savepoint = moved(training.stop().orElseThrow());
      List<List<LedgerEntry>> ledgers = Ledgers.of(savepoint);
      assertThat(ledgers).hasSize(pipeline.training().replicas());
      assertThat(ledgers).allMatch(ledger -> ledger.size() == pipeline.model().layout().blocks());
      Ledgers.assertThatTheyAgree(ledgers);
      return savepoint;
    }
  }

  /** Keeps a savepoint elsewhere than where it was written. */
  private String moved(String savepoint) throws IOException {
    Path from = Path.of(URI.create(savepoint));
    return Files.move(from, directory.resolve("moved-" + from.getFileName())).toUri().toString();
  }

  /** Waits until some more is learned, while even more flows. */
  private void learn(RowFeed feed, Pipeline pipeline) {
    long before = topics.merged(pipeline);
    feed.allow((int) before + 2 * LEARNED_BETWEEN);
    topics.awaitMerged(pipeline, before + LEARNED_BETWEEN);
  }

  private double undisturbed(Staleness staleness) {
    return UNDISTURBED.computeIfAbsent(
        staleness,
        of -> {
          try (TestTopics own = new TestTopics()) {
            Pipeline pipeline = pipeline(Partitioning.TOPIC, of).withKafka(own.settings());
            List<ProducerRecord<byte[], byte[]>> records = createTopics(pipeline, own);
            try (LocalTraining training =
                    LocalTraining.start(pipeline, TestTopics.endingWith(records));
                RowFeed feed = new RowFeed(own, records)) {
              feed.allow(ROWS);
              training.await();
            }
            return own.lastProgress(pipeline).get("logLoss").asDouble();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private Pipeline pipeline(Partitioning partitioning, Staleness staleness) {
    return TestPipelines.live(
        "rescaled", 4, partitioning, staleness, "saturating", topics.settings());
  }

  private List<ProducerRecord<byte[], byte[]>> createTopics(Pipeline pipeline) {
    return createTopics(pipeline, topics);
  }

  private static List<ProducerRecord<byte[], byte[]>> createTopics(
      Pipeline pipeline, TestTopics on) {
    on.createInput(pipeline, PARTITIONS);
    on.createOutputs(pipeline);
    return TestRows.keyed(pipeline, TestRows.generate(ROWS), PARTITIONS);
  }

  private void assertLearned(Pipeline pipeline, int replicas, double undisturbed) {
    PublishedModel model = topics.model(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS);
    JsonNode progress = topics.lastProgress(pipeline);
    assertThat(progress.get("examples").asLong()).isEqualTo(ROWS);
    assertThat(progress.get("replicas").asInt()).isEqualTo(replicas);
    assertThat(progress.get("heldExamples").asInt()).isZero();
    // Asynchronous runs differ from each other by up to a percent, as their timing does.
    double allowed = pipeline.training().staleness().bounded() ? .005 : .02;
    assertThat(progress.get("logLoss").asDouble()).isLessThan((1 + allowed) * undisturbed);
  }
}
