package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.model.Link;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ProgressOperatorTest {
  private static final long INTERVAL = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void writesAtMostOneRecordPerIntervalAndNoneWhenNothingChanged() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(report(1, 0)));
      harness.processElement1(new StreamRecord<>(report(0, 10)));
      harness.processElement1(new StreamRecord<>(report(0, 20)));
      harness.processElement2(new StreamRecord<>(1L));
      assertThat(records(harness)).isEmpty();
      harness.setProcessingTime(INTERVAL);
      List<JsonNode> records = records(harness);
      assertThat(records).hasSize(1);
      assertThat(records.get(0).get("examples").asLong()).as("the newest report").isEqualTo(20);
      assertThat(records.get(0).get("rejected").asLong()).isEqualTo(1);
      assertThat(records.get(0).get("final").asBoolean()).isFalse();
      harness.setProcessingTime(10 * INTERVAL);
      assertThat(records(harness)).isEmpty();
      harness.processElement1(new StreamRecord<>(report(1, 5)));
      harness.setProcessingTime(11 * INTERVAL);
      assertThat(records(harness)).hasSize(1);
    }
  }

  @Test
  void aRestoreKeepsReportsAndTheCountOfRejected() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(report(0, 10)));
      harness.processElement1(new StreamRecord<>(report(1, 7)));
      for (int i = 0; i < 3; i++) {
        harness.processElement2(new StreamRecord<>(1L));
      }
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      harness.processElement1(new StreamRecord<>(report(1, 8)));
      harness.processElement2(new StreamRecord<>(1L));
      harness.setProcessingTime(INTERVAL);
      JsonNode record = records(harness).get(0);
      assertThat(record.get("examples").asLong()).isEqualTo(18);
      assertThat(record.get("rejected").asLong()).isEqualTo(4);
      assertThat(record.get("replicas").asInt()).isEqualTo(2);
    }
  }

  @Test
  void theLastRecordIsFinalAndComesWhenBothInputsHaveEnded() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(report(0, 10)));
      harness.endInput1();
      assertThat(records(harness)).isEmpty();
      harness.processElement2(new StreamRecord<>(1L));
      harness.endInput2();
      List<JsonNode> records = records(harness);
      assertThat(records).hasSize(1);
      assertThat(records.get(0).get("final").asBoolean()).isTrue();
      assertThat(records.get(0).get("examples").asLong()).isEqualTo(10);
      assertThat(records.get(0).get("rejected").asLong()).isEqualTo(1);
      harness.setProcessingTime(10 * INTERVAL);
      assertThat(records(harness)).as("nothing after the last").isEmpty();
    }
  }

  @Test
  void withoutAnyExampleFiguresAreNull() throws Exception {
    try (var harness = open(null)) {
      harness.endInput1();
      harness.endInput2();
      JsonNode record = records(harness).get(0);
      assertThat(record.get("examples").asLong()).isZero();
      assertThat(record.get("final").asBoolean()).isTrue();
      for (String figure : List.of("logLoss", "auc", "rmse", "accuracy", "roundTripMs")) {
        assertThat(record.get(figure).isNull()).as(figure).isTrue();
      }
    }
  }

  @Test
  void afterRescalingItWaitsForAllNewReplicasAndForgetsTheEarlier() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      for (int replica = 0; replica < 2; replica++) {
        harness.processElement1(new StreamRecord<>(report(replica, 10)));
      }
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      harness.processElement1(new StreamRecord<>(report(0, 3, 20)));
      harness.setProcessingTime(INTERVAL);
      assertThat(records(harness)).as("one of three has reported").isEmpty();
      harness.processElement1(new StreamRecord<>(report(1, 3, 0)));
      harness.processElement1(new StreamRecord<>(report(2, 3, 1)));
      harness.setProcessingTime(2 * INTERVAL);
      JsonNode record = records(harness).get(0);
      assertThat(record.get("examples").asLong()).isEqualTo(21);
      assertThat(record.get("replicas").asInt()).isEqualTo(3);
    }
  }

  private static ReplicaReport report(int replica, int examples) {
    return report(replica, 2, examples);
  }

  private static ReplicaReport report(int replica, int replicas, int examples) {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (int i = 0; i < examples; i++) {
      metrics.add(i % 2, i % 3, 1, Link.LOGISTIC);
    }
    return new ReplicaReport(replica, replicas, metrics, metrics.copy(), 1, 2, 3, 0, false);
  }

  static TwoInputStreamOperatorTestHarness<ReplicaReport, Long, String> open(
      OperatorSubtaskState state) throws Exception {
    var harness = new TwoInputStreamOperatorTestHarness<>(new ProgressOperator(INTERVAL));
    harness.setup(StringSerializer.INSTANCE);
    if (state == null) {
      harness.initializeEmptyState();
    } else {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static List<JsonNode> records(
      TwoInputStreamOperatorTestHarness<ReplicaReport, Long, String> harness) throws Exception {
    List<JsonNode> records = new ArrayList<>();
    for (String json : harness.extractOutputValues()) {
      records.add(JSON.readTree(json));
    }
    harness.getOutput().clear();
    return records;
  }
}
