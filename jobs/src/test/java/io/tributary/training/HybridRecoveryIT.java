package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import io.tributary.sharded.BatchSize;
import io.tributary.training.TestRows.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job whose rows are dealt out to shards while its combiners learn copies of the network, that is
 * stopped, fails or is rescaled.
 */
class HybridRecoveryIT {
  private static final int SOURCES = 2;
  private static final int SHARDS = 3;
  private static final int FAILURES = 5;
  private static final int PARTITIONS = 6;
  private static final List<Row> ROWS = TestRows.generate(12_000);

  private final TestTopics topics = new TestTopics();
  private final Pipeline pipeline =
      TestPipelines.hybrid("hybrid", "rows", SOURCES, SHARDS, topics.settings());

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

  @Test
  void aSavepointIsGoneOnFromAsIfNothingHadHappened() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(SOURCES);
    TrainingOptions end = TestTopics.endingWith(records);
    topics.send(records.subList(0, 7_000));
    TrainingOptions first =
        new TrainingOptions(end.endOffsets(), Optional.empty(), Optional.of(directory));
    String savepoint;
    try (LocalTraining training = LocalTraining.start(pipeline, first)) {
      topics.awaitMerged(pipeline, 1_000);
      savepoint = training.stop().orElseThrow();
    }
    assertThat(topics.model(pipeline).ended()).isFalse();
    topics.send(records.subList(7_000, records.size()));
    TrainingOptions second =
        new TrainingOptions(end.endOffsets(), Optional.of(savepoint), Optional.empty());
    try (LocalTraining training = LocalTraining.start(pipeline, second)) {
      training.await();
    }
    assertAsReplayed(records);
  }

  @Test
  void tasksThatFailAndTaskManagersThatVanishChangeNothing() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(SOURCES);
    Random random = new Random(4);
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
        feed.allow(failure * ROWS.size() / (FAILURES + 1));
        topics.awaitMerged(
            pipeline, (failure - 1) * ROWS.size() / (FAILURES + 1) + random.nextInt(1_000));
        if (failure % 2 == 0) {
          cluster.failTask(random);
        } else {
          cluster.replaceTaskManager(oldest++);
        }
      }
      feed.allow(ROWS.size());
      cluster.awaitEnd();
    }
    assertThat(topics.generations(pipeline)).isGreaterThan(1);
    assertAsReplayed(records);
  }

  @Test
  void rescalesFromSavepointToSavepoint() throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = records(PARTITIONS);
    TrainingOptions end = TestTopics.endingWith(records);
    try (RowFeed feed = new RowFeed(topics, records)) {
      TrainingOptions stopped =
          new TrainingOptions(end.endOffsets(), Optional.empty(), Optional.of(directory));
      String savepoint;
      try (LocalTraining training = LocalTraining.start(live(2, 4), stopped)) {
        feed.allow(5_000);
        topics.awaitMerged(pipeline, 2_000);
        savepoint = training.stop().orElseThrow();
      }
      feed.allow(ROWS.size());
      TrainingOptions last =
          new TrainingOptions(end.endOffsets(), Optional.of(savepoint), Optional.empty());
      try (LocalTraining training = LocalTraining.start(live(3, 2), last)) {
        training.await();
      }
    }
    PublishedModel model = topics.model(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
  }

  private Pipeline live(int sources, int shards) {
    return pipeline.withTraining(
        pipeline
            .training()
            .withReplicas(sources)
            .withSharding(
                new ShardingConfig(
                    shards,
                    new BatchSize(1, 64, .001),
                    Duration.ofMillis(5),
                    1,
                    Duration.ofMillis(20),
                    4)));
  }

  private void assertAsReplayed(List<ProducerRecord<byte[], byte[]>> records) {
    PublishedModel model = topics.model(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
    ShardedReference reference = ShardedReference.of(pipeline, records);
    List<int[]> bits = model.bits();
    for (int block = 0; block < bits.size(); block++) {
      assertThat(bits.get(block)).as("block %d", block).isEqualTo(reference.bits().get(block));
    }
    assertThat(topics.lastProgress(pipeline).get("logLoss").asDouble())
        .isEqualTo(reference.logLoss())
        .isLessThan(TestRows.constantLogLoss(ROWS));
  }
}
