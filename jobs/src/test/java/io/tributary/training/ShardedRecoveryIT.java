package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.FlinkConfig;
import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.config.TrainingConfig;
import io.tributary.sharded.BatchSize;
import io.tributary.training.TestRows.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sharded job that is stopped, fails or is rescaled: nothing is lost and nothing is counted
 * twice, and where that is promised the outcome is that of the replay in memory, to the bit.
 */
class ShardedRecoveryIT {
  private static final int SOURCES = 2;
  private static final int SHARDS = 3;
  private static final int FAILURES = 8;
  private static final int PARTITIONS = 6;
  private static final List<Row> ROWS = TestRows.generate(24_000);

  private final TestTopics topics = new TestTopics();
  private final Pipeline pipeline =
      TestPipelines.sharded("sharded", "rows", SOURCES, SHARDS, topics.settings());

  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private List<ProducerRecord<byte[], byte[]>> records(int partitions) {
    topics.createInput(pipeline, partitions);
    topics.createOutputs(pipeline);
    return TestRows.keyed(pipeline, ROWS, partitions);
  }

  @ParameterizedTest
  @CsvSource({"hashmap,3,rocksdb,1", "rocksdb,1,hashmap,4"})
  void aSavepointIsGoneOnFromAsIfNothingHadHappened(
      String firstBackend, int firstShards, String secondBackend, int secondShards)
      throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(SOURCES);
    TrainingOptions end = TestTopics.endingWith(records);
    topics.send(records.subList(0, 14_000));
    TrainingOptions first =
        new TrainingOptions(end.endOffsets(), Optional.empty(), Optional.of(directory));
    String savepoint;
    try (LocalTraining training =
        LocalTraining.start(on(firstBackend, scaled(SOURCES, firstShards)), first)) {
      topics.awaitMerged(pipeline, 2_000);
      savepoint = training.stop().orElseThrow();
    }
    assertThat(topics.model(pipeline).ended()).isFalse();
    topics.send(records.subList(14_000, records.size()));
    TrainingOptions second =
        new TrainingOptions(end.endOffsets(), Optional.of(savepoint), Optional.empty());
    try (LocalTraining training =
        LocalTraining.start(on(secondBackend, scaled(SOURCES, secondShards)), second)) {
      training.await();
    }
    assertThat(topics.generations(pipeline)).isGreaterThanOrEqualTo(2);
    assertAsReplayed(records);
  }

  @Test
  void tasksThatFailAndTaskManagersThatVanishChangeNothing() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(SOURCES);
    Random random = new Random(9);
    int oldest = 0;
    try (TestCluster cluster =
            TestCluster.start(
                TestCluster.configuration(directory),
                3,
                2,
                pipeline,
                TestTopics.endingWith(records));
        RowFeed feed = new RowFeed(topics, records)) {
      for (int failure = 1; failure <= FAILURES; failure++) {
        // More flows than is waited for, so that failures come while examples are learned.
        feed.allow(failure * ROWS.size() / (FAILURES + 1));
        if (random.nextInt(4) > 0) {
          topics.awaitMerged(
              pipeline, (failure - 1) * ROWS.size() / (FAILURES + 1) + random.nextInt(1_500));
        }
        if (random.nextInt(3) > 0) {
          cluster.failTask(random);
        } else {
          cluster.replaceTaskManager(oldest++);
        }
      }
      feed.allow(ROWS.size());
      cluster.awaitEnd();
    }
    assertThat(topics.generations(pipeline)).isGreaterThan(FAILURES / 4);
    assertAsReplayed(records);
  }

  @Test
  void rescalesFromSavepointToSavepoint() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(PARTITIONS);
    TrainingOptions end = TestTopics.endingWith(records);
    try (RowFeed feed = new RowFeed(topics, records)) {
      String first = runAndStop(live(2, 4), end, feed);
      TrainingOptions fromFirst =
          new TrainingOptions(end.endOffsets(), Optional.of(first), Optional.empty());
      String second = runAndStop(live(3, 2), fromFirst, feed);
      feed.allow(ROWS.size());
      TrainingOptions last =
          new TrainingOptions(end.endOffsets(), Optional.of(second), Optional.empty());
      try (LocalTraining training = LocalTraining.start(live(2, 3), last)) {
        training.await();
      }
    }
    assertLearned(2);
  }

  @Test
  void rescalesWhileItRuns() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(PARTITIONS);
    var config = TestCluster.adaptive(TestCluster.configuration(directory));
    try (TestCluster cluster =
            TestCluster.start(config, 3, 2, live(2, 4), TestTopics.endingWith(records));
        RowFeed feed = new RowFeed(topics, records)) {
      cluster.awaitParallelism(2, 4);
      learn(feed);
      cluster.rescale(3, 2);
      learn(feed);
      cluster.rescale(2, 3);
      feed.allow(ROWS.size());
      cluster.awaitEnd();
    }
    assertLearned(2);
  }

  private String runAndStop(Pipeline live, TrainingOptions options, RowFeed feed) throws Exception {
    TrainingOptions stopped =
        new TrainingOptions(options.endOffsets(), options.restoreFrom(), Optional.of(directory));
    try (LocalTraining training = LocalTraining.start(live, stopped)) {
      learn(feed);
      return training.stop().orElseThrow();
    }
  }

  private void learn(RowFeed feed) {
    long before = topics.merged(pipeline);
    feed.allow((int) before + 8_000);
    topics.awaitMerged(pipeline, before + 4_000);
  }

  private Pipeline scaled(int sources, int shards) {
    TrainingConfig training = pipeline.training();
    ShardingConfig sharding = Objects.requireNonNull(training.sharding());
    return pipeline.withTraining(
        training.withReplicas(sources).withSharding(sharding.withShards(shards)));
  }

  private Pipeline live(int sources, int shards) {
    Pipeline scaled = scaled(sources, shards);
    return scaled.withTraining(
        scaled
            .training()
            .withSharding(
                new ShardingConfig(
                    shards,
                    new BatchSize(1, 64, .001),
                    Duration.ofMillis(5),
                    1,
                    Duration.ofMillis(20),
                    4)));
  }

  private Pipeline on(String backend, Pipeline other) {
    return other.withFlink(
        new FlinkConfig(
            Map.of(
                "state.backend.type",
                backend,
                "state.backend.rocksdb.localdir",
                directory.resolve("rocksdb").toString())));
  }

  private void assertLearned(int sources) {
    PublishedModel model = topics.model(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
    JsonNode progress = topics.lastProgress(pipeline);
    assertThat(progress.get("examples").asLong()).isEqualTo(ROWS.size());
    assertThat(progress.get("replicas").asInt()).isEqualTo(sources);
    assertThat(progress.get("logLoss").asDouble()).isLessThan(TestRows.constantLogLoss(ROWS));
  }

  private void assertAsReplayed(List<ProducerRecord<byte[], byte[]>> records) {
    assertLearned(SOURCES);
    ShardedReference reference = ShardedReference.of(pipeline, records);
    List<int[]> bits = topics.model(pipeline).bits();
    for (int block = 0; block < bits.size(); block++) {
      assertThat(bits.get(block)).as("block %d", block).isEqualTo(reference.bits().get(block));
    }
    assertThat(topics.lastProgress(pipeline).get("logLoss").asDouble())
        .isEqualTo(reference.logLoss());
  }
}
