package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.config.InputConfig;
import io.tributary.config.Pipeline;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of released versions are gone on from, on a broker that has never seen them: from the
 * open rounds in them to the outcome they were to have, to the bit.
 */
class SavepointCompatibilityIT {
  private static final Path SOURCES = Path.of("src/test/resources/savepoints");
  private static final int ROUND = 16;

  private final TestTopics topics = new TestTopics();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private static CommittedSavepoint committed(String version) throws Exception {
    var resource = SavepointCompatibilityIT.class.getResource("/savepoints/" + version);
    return new CommittedSavepoint(Path.of(resource.toURI()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v0.1", "v0.2"})
  void aSavepointOfEachVersionEndsAsItWasTo(String version) throws Exception {
    CommittedSavepoint committed = committed(version);
    Pipeline pipeline = refill(committed);
    goOn(pipeline, committed.copyTo(directory));
    assertThat(CommittedSavepoint.outcome(topics, pipeline)).isEqualTo(committed.expected());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v0.1", "v0.2"})
  void aSavepointOfEachVersionCanBeRescaled(String version) throws Exception {
    CommittedSavepoint committed = committed(version);
    Pipeline pipeline = refill(committed);
    goOn(TestPipelines.scaled(pipeline, 3, 1), committed.copyTo(directory));
    Map<String, String> outcome = CommittedSavepoint.outcome(topics, pipeline);
    for (String count : new String[] {"examples", "merged", "rejected"}) {
      assertThat(outcome.get(count)).as(count).isEqualTo(committed.expected().get(count));
    }
  }

  /** Makes all topics anew, and fills the one that is to be learned. */
  private Pipeline refill(CommittedSavepoint committed) throws Exception {
    Pipeline pipeline = committed.pipeline(topics);
    topics.createInput(pipeline, CommittedSavepoint.PARTITIONS);
    topics.createOutputs(pipeline);
    topics.send(committed.records(pipeline));
    return pipeline;
  }

  private void goOn(Pipeline pipeline, String savepoint) throws Exception {
    TrainingOptions options =
        new TrainingOptions(Map.of(), Optional.of(savepoint), Optional.empty());
    try (LocalTraining training = LocalTraining.start(pipeline, options)) {
      training.await();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v0.1", "v0.2"})
  void aSavepointOfEachVersionCanBePartitionedAnew(String version) throws Exception {
    CommittedSavepoint committed = committed(version);
    Pipeline pipeline = refill(committed);
    InputConfig input = pipeline.input();
    goOn(
        pipeline.withInput(
            new InputConfig(
                input.topic(),
                input.format(),
                input.columns(),
                input.maxRecordBytes(),
                InputConfig.Partitioning.KEY,
                input.start(),
                input.bounded())),
        committed.copyTo(directory));
    Map<String, String> outcome = CommittedSavepoint.outcome(topics, pipeline);
    for (String count : new String[] {"examples", "merged", "rejected"}) {
      assertThat(outcome.get(count)).as(count).isEqualTo(committed.expected().get(count));
    }
  }

  /** Makes one of this version, as the README beside them says. */
  @Test
  @EnabledIfSystemProperty(named = "savepoint.write", matches = ".+")
  void write() throws Exception {
    CommittedSavepoint committed =
        new CommittedSavepoint(SOURCES.resolve(System.getProperty("savepoint.write")));
    committed.writeRows(TestRows.generate(800));
    Pipeline pipeline = committed.pipeline(topics);
    topics.createInput(pipeline, CommittedSavepoint.PARTITIONS);
    topics.createOutputs(pipeline);
    var end = TestTopics.endingWith(committed.records(pipeline)).endOffsets();

    // Six rounds of both replicas, and then: half a round of one, two rounds more of the other,
    // which wait at the masters while its gate keeps the rest in its source.
    int merged = 6 * ROUND;
    long learned = 2L * merged + ROUND / 2 + 2 * ROUND;
    int ahead = 250;
    topics.send(committed.records(pipeline, 0).subList(0, ahead));
    topics.send(committed.records(pipeline, 1).subList(0, merged + ROUND / 2));
    String savepoint;
    try (LocalTraining training =
        LocalTraining.start(
            pipeline, new TrainingOptions(end, Optional.empty(), Optional.of(directory)))) {
      topics.awaitMerged(pipeline, 2L * merged);
      Awaitility.await()
          .until(
              () ->
                  topics.progress(pipeline).stream()
                      .anyMatch(record -> record.get("examples").asLong() == learned));
      savepoint = training.stop().orElseThrow();
    }
    assertThat(topics.model(pipeline).examples()).containsOnly(2L * merged);
    committed.keep(Path.of(URI.create(savepoint)));

    var rest = committed.records(pipeline, 0);
    topics.send(rest.subList(ahead, rest.size()));
    rest = committed.records(pipeline, 1);
    topics.send(rest.subList(merged + ROUND / 2, rest.size()));
    goOn(pipeline, savepoint);
    committed.writeExpected(CommittedSavepoint.outcome(topics, pipeline));
    assertThat(undisturbed(committed)).isEqualTo(committed.expected());
  }

  private static Map<String, String> undisturbed(CommittedSavepoint committed) throws Exception {
    try (TestTopics own = new TestTopics()) {
      Pipeline pipeline = committed.pipeline(own);
      own.createInput(pipeline, CommittedSavepoint.PARTITIONS);
      own.createOutputs(pipeline);
      own.send(committed.records(pipeline));
      try (LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT)) {
        training.await();
      }
      return CommittedSavepoint.outcome(own, pipeline);
    }
  }
}
