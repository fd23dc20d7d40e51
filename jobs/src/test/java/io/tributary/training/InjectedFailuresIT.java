package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.merge.Staleness;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks that fail and task managers that vanish, at random moments, some of them before the job has
 * recovered from the last: each example is merged once, and where that is promised the outcome is
 * that of a run that was left alone, to the bit.
 */
class InjectedFailuresIT {
  private static final int REPLICAS = 4;
  private static final int ROWS = 24_000;
  private static final int FAILURES = 8;
  private static final int TASK_MANAGERS = 3;

  private final TestTopics topics = new TestTopics();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void theOutcomeIsThatOfAnUndisturbedRun() throws Exception {
    Pipeline pipeline = TestPipelines.reproducible("failures", "rows", REPLICAS, topics.settings());
    runWithFailures(pipeline, new Random(7));
    assertThat(topics.generations(pipeline)).isGreaterThan(FAILURES / 2);
    PublishedModel model = topics.model(pipeline);
    JsonNode progress = topics.lastProgress(pipeline);
    try (TestTopics own = new TestTopics()) {
      Pipeline alone = pipeline.withKafka(own.settings());
      own.send(createTopics(alone, own));
      try (LocalTraining training = LocalTraining.start(alone, TrainingOptions.DEFAULT)) {
        training.await();
      }
      PublishedModel expected = own.model(alone);
      assertThat(model.examples()).isEqualTo(expected.examples()).containsOnly((long) ROWS);
      for (int block = 0; block < model.bits().size(); block++) {
        assertThat(model.bits().get(block)).isEqualTo(expected.bits().get(block));
      }
      JsonNode expectedProgress = own.lastProgress(alone);
      for (String figure : List.of("examples", "rejected", "logLoss", "auc", "windowLogLoss")) {
        assertThat(progress.get(figure)).as(figure).isEqualTo(expectedProgress.get(figure));
      }
    }
  }

  @Test
  void asynchronousReplicasThatShareByKeyLoseAndRepeatNothing() throws Exception {
    Pipeline pipeline =
        TestPipelines.live(
            "failures",
            REPLICAS,
            Partitioning.KEY,
            Staleness.UNBOUNDED,
            "saturating",
            topics.settings());
    runWithFailures(pipeline, new Random(8));
    // Not every failure makes an incarnation, and how many do depends on how fast the job recovers.
    assertThat(topics.generations(pipeline)).isGreaterThan(FAILURES / 4);
    assertThat(topics.model(pipeline).examples()).containsOnly((long) ROWS);
    assertThat(topics.lastProgress(pipeline).get("examples").asInt()).isEqualTo(ROWS);
  }

  private void runWithFailures(Pipeline pipeline, Random random) throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = createTopics(pipeline, topics);
    int oldest = 0;
    try (TestCluster cluster =
            TestCluster.start(
                TestCluster.configuration(directory),
                TASK_MANAGERS,
                2,
                pipeline,
                TestTopics.endingWith(records));
        RowFeed feed = new RowFeed(topics, records)) {
      for (int failure = 1; failure <= FAILURES; failure++) {
        // More flows than is waited for, so that failures come while examples are learned.
        feed.allow(failure * ROWS / (FAILURES + 1));
        if (random.nextInt(4) > 0) {
          topics.awaitMerged(
              pipeline, (failure - 1) * ROWS / (FAILURES + 1) + random.nextInt(1_500));
        }
        if (random.nextInt(3) > 0) {
          cluster.failTask(random);
        } else {
          cluster.replaceTaskManager(oldest++);
        }
      }
      feed.allow(ROWS);
      cluster.awaitEnd();
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> createTopics(
      Pipeline pipeline, TestTopics on) {
    on.createInput(pipeline, REPLICAS);
    on.createOutputs(pipeline);
    return TestRows.keyed(pipeline, TestRows.generate(ROWS), REPLICAS);
  }
}
