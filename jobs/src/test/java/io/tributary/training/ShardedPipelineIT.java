package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.config.Pipeline;
import io.tributary.training.TestRows.Row;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model that is dealt out to shards, on a real broker and a real Flink. */
class ShardedPipelineIT {
  private static final int SOURCES = 2;
  private static final List<Row> ROWS = TestRows.generate(6_000);

  private final TestTopics topics = new TestTopics();
  private final Pipeline pipeline =
      TestPipelines.sharded("sharded", "rows", SOURCES, 3, topics.settings());
  private final List<ProducerRecord<byte[], byte[]>> records =
      TestRows.keyed(pipeline, ROWS, SOURCES);

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void learnsWhatTheReplayLearnsToTheBit() throws Exception {
    topics.createInput(pipeline, SOURCES);
    topics.createOutputs(pipeline);
    topics.send(records);
    try (LocalTraining training = LocalTraining.start(pipeline, TrainingOptions.DEFAULT)) {
      training.await();
    }
    PublishedModel model = topics.model(pipeline);
    assertThat(model.ended()).isTrue();
    assertThat(model.examples()).containsOnly((long) ROWS.size());
    ShardedReference reference = ShardedReference.of(pipeline, records);
    for (int block = 0; block < model.bits().size(); block++) {
      assertThat(model.bits().get(block))
          .as("block %d", block)
          .isEqualTo(reference.bits().get(block));
    }
    JsonNode progress = topics.lastProgress(pipeline);
    assertThat(progress.get("examples").asLong()).isEqualTo(ROWS.size());
    assertThat(progress.get("replicas").asInt()).isEqualTo(SOURCES);
    assertThat(progress.get("logLoss").asDouble()).isEqualTo(reference.logLoss());
    assertThat(progress.get("roundTripMs").isNull()).isFalse();
    assertThat(progress.get("heldExamples").asLong()).isZero();
  }
}
