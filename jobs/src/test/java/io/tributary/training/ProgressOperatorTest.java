package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.example.RejectReason;
import io.tributary.format.SeenFields;
import io.tributary.learner.ProgressiveMetrics;
import io.tributary.merge.LedgerSummary;
import io.tributary.merge.LedgerSummary.Milestone;
import io.tributary.model.Link;
import io.tributary.rejected.RejectedRecord;
import java.nio.charset.StandardCharsets;
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
      harness.processElement2(rejected());
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
        harness.processElement2(rejected());
      }
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      harness.processElement1(new StreamRecord<>(report(1, 8)));
      harness.processElement2(rejected());
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
      harness.processElement2(rejected());
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
    return report(replica, replicas, metrics, LedgerSummary.NONE);
  }

  private static ReplicaReport report(
      int replica, int replicas, ProgressiveMetrics metrics, LedgerSummary ledger) {
    return new ReplicaReport(
        replica, replicas, metrics, metrics.copy(), 1, 2, 3, 0, 0, ledger, false);
  }

  @Test
  void replicasAreComparedAtTheNewestVersionThatAllHavePassed() throws Exception {
    ProgressiveMetrics none = new ProgressiveMetrics();
    try (var harness = open(null)) {
      LedgerSummary ahead = ledger(70, new Milestone(70, 9), new Milestone(64, 5));
      harness.processElement1(new StreamRecord<>(report(0, 2, none, ahead)));
      LedgerSummary behind = ledger(65, new Milestone(65, 7), new Milestone(64, 5));
      harness.processElement1(new StreamRecord<>(report(1, 2, none, behind)));
      harness.setProcessingTime(INTERVAL);
      assertThat(records(harness).get(0).get("ledger"))
          .hasToString(
              "{\"version\":65,\"compared\":8,\"uncompared\":2,\"agreedVersion\":64,"
                  + "\"agreedDigest\":\"0000000000000005\",\"disagree\":false}");
      LedgerSummary other = ledger(70, new Milestone(70, 8), new Milestone(64, 5));
      harness.processElement1(new StreamRecord<>(report(1, 2, none, other)));
      harness.setProcessingTime(2 * INTERVAL);
      assertThat(records(harness).get(0).get("ledger"))
          .hasToString(
              "{\"version\":70,\"compared\":8,\"uncompared\":2,\"agreedVersion\":null,"
                  + "\"agreedDigest\":null,\"disagree\":true,\"disagreeVersion\":70,"
                  + "\"digests\":{\"0\":\"0000000000000009\",\"1\":\"0000000000000008\"}}");
    }
  }

  private static LedgerSummary ledger(long version, Milestone... milestones) {
    return new LedgerSummary(version, 4, 1, List.of(milestones));
  }

  private static StreamRecord<InputNote> rejected() {
    return new StreamRecord<>(
        new InputNote.Rejected(new Rejection(RejectReason.NOT_JSON, 1, null)));
  }

  @Test
  void reasonsAreCountedWithTheFirstExampleOfEachAlsoAfterARestore() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      RejectionNotes notes = new RejectionNotes();
      for (int offset = 0; offset < 3; offset++) {
        harness.processElement2(new StreamRecord<>(notes.map(record("bad", offset))));
      }
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      RejectionNotes notes = new RejectionNotes();
      harness.processElement2(new StreamRecord<>(notes.map(record("bad", 9))));
      harness.processElement2(
          new StreamRecord<>(new InputNote.Rejected(new Rejection(RejectReason.EMPTY, 1, null))));
      harness.endInput1();
      harness.endInput2();
      JsonNode record = records(harness).get(0);
      assertThat(record.get("rejected").asLong()).isEqualTo(5);
      assertThat(record.get("rejectReasons").toString())
          .isEqualTo(
              "[{\"reason\":\"not-json\",\"count\":4,\"example\":{\"where\":"
                  + "\"topic=t partition=1 offset=0\",\"detail\":\"why\",\"value\":\"bad\"}},"
                  + "{\"reason\":\"empty\",\"count\":1}]");
    }
  }

  @Test
  void examplesAreShortAndOnOneLine() {
    RejectionNotes notes = new RejectionNotes();
    InputNote note = notes.map(record("a\n\t\u001b[31m\u202e" + "\u00e9".repeat(300), 0));
    RejectedSample first = ((InputNote.Rejected) note).rejection().first();
    assertThat(first.value())
        .startsWith("a\\n\\t\\u001b[31m\\u202e\u00e9")
        .endsWith("\u00e9...")
        .hasSizeLessThan(220);
    assertThat(RejectedSample.of("line=1", "x".repeat(1000), new byte[] {(byte) 0xFF, 0}))
        .satisfies(sample -> assertThat(sample.detail()).hasSize(303))
        .satisfies(sample -> assertThat(sample.value()).isEqualTo("bytes ff 00"));
  }

  private static RejectedRecord record(String value, long offset) {
    return new RejectedRecord(
        "t",
        1,
        offset,
        0,
        RejectReason.NOT_JSON,
        "why",
        null,
        value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFieldIsMissingOnceNoneOfAThousandRecordsOfAnySourceHasIt() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(report(0, 1, 10)));
      harness.processElement2(looked(600, List.of("a"), List.of("b", "c"), List.of("bb")));
      harness.setProcessingTime(INTERVAL);
      assertThat(records(harness).get(0).get("missingFields")).isEmpty();
      harness.processElement2(looked(400, List.of("c"), List.of("a", "b"), List.of("d")));
      harness.setProcessingTime(2 * INTERVAL);
      JsonNode record = records(harness).get(0);
      assertThat(record.get("missingFields")).hasToString("[\"b\"]");
      assertThat(record.get("recordFields")).hasToString("[\"a\",\"c\",\"bb\",\"d\"]");
      harness.processElement2(looked(1, List.of("b"), List.of(), List.of()));
      harness.setProcessingTime(3 * INTERVAL);
      assertThat(records(harness).get(0).get("missingFields")).isEmpty();
    }
  }

  @Test
  void atTheEndFewRecordsSayWhichFieldsAreMissing() throws Exception {
    try (var harness = open(null)) {
      harness.processElement2(looked(3, List.of("a"), List.of("b"), List.of()));
      harness.endInput1();
      harness.endInput2();
      assertThat(records(harness).get(0).get("missingFields")).hasToString("[\"b\"]");
    }
  }

  @Test
  void whatExamplesTouchIsToldAsItWasLastSeen() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(report(0, 1, 10)));
      harness.setProcessingTime(INTERVAL);
      JsonNode before = records(harness).get(0);
      assertThat(before.get("activePerExample").isNull()).isTrue();
      assertThat(before.get("coordinates").isNull()).isTrue();
      harness.processElement2(new StreamRecord<>(new InputNote.Touched(8, 300)));
      harness.processElement2(new StreamRecord<>(new InputNote.Touched(8.5, 397)));
      harness.setProcessingTime(2 * INTERVAL);
      JsonNode record = records(harness).get(0);
      assertThat(record.get("activePerExample").asDouble()).isEqualTo(8.5);
      assertThat(record.get("coordinates").asInt()).isEqualTo(397);
    }
  }

  @Test
  void batchersTellWhatTheyHoldAndHowLongTheirBatchesTake() throws Exception {
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(withoutRounds()));
      harness.processElement2(new StreamRecord<>(new InputNote.Batched(0, 2, 90, 20)));
      harness.processElement2(new StreamRecord<>(new InputNote.Batched(0, 2, 40, 7)));
      harness.processElement2(new StreamRecord<>(new InputNote.Batched(1, 2, 5, 12)));
      harness.setProcessingTime(INTERVAL);
      JsonNode record = records(harness).get(0);
      assertThat(record.get("heldExamples").asLong()).isEqualTo(45);
      assertThat(record.get("roundTripMs").asLong()).isEqualTo(12);
      harness.processElement2(new StreamRecord<>(new InputNote.Batched(0, 1, 3, -1)));
      harness.setProcessingTime(2 * INTERVAL);
      JsonNode rescaled = records(harness).get(0);
      assertThat(rescaled.get("heldExamples").asLong()).as("others are gone").isEqualTo(3);
      assertThat(rescaled.get("roundTripMs").isNull()).isTrue();
    }
  }

  /** A report of a combiner, which has no rounds to hold anything for. */
  private static ReplicaReport withoutRounds() {
    ProgressiveMetrics none = new ProgressiveMetrics();
    return new ReplicaReport(0, 1, none, none.copy(), 0, 0, -1, 0, 0, LedgerSummary.NONE, false);
  }

  @Test
  void thePaceIsThatSinceTheStart() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      harness.processElement1(new StreamRecord<>(report(0, 1, 1_000_000)));
      state = harness.snapshot(1, 1);
    }
    try (var harness = open(state)) {
      long start = 10_000;
      harness.setProcessingTime(start);
      harness.processElement1(new StreamRecord<>(report(0, 1, 1_000_000)));
      harness.setProcessingTime(start + INTERVAL);
      assertThat(records(harness).get(0).get("examplesPerSecond").isNull()).isTrue();
      harness.processElement1(new StreamRecord<>(report(0, 1, 1_012_000)));
      harness.setProcessingTime(start + INTERVAL + LearningPace.LEAST_MILLIS - 1);
      assertThat(records(harness).get(0).get("examplesPerSecond").isNull()).isTrue();
      harness.processElement1(new StreamRecord<>(report(0, 1, 1_024_000)));
      harness.setProcessingTime(start + INTERVAL + 2 * LearningPace.LEAST_MILLIS);
      JsonNode record = records(harness).get(0);
      assertThat(record.get("examplesPerSecond").asDouble()).isEqualTo(200);
    }
  }

  private static StreamRecord<InputNote> looked(
      long records, List<String> seen, List<String> missing, List<String> others) {
    return new StreamRecord<>(new InputNote.Looked(new SeenFields(records, seen, missing, others)));
  }

  static TwoInputStreamOperatorTestHarness<ReplicaReport, InputNote, String> open(
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
      TwoInputStreamOperatorTestHarness<ReplicaReport, InputNote, String> harness)
      throws Exception {
    List<JsonNode> records = new ArrayList<>();
    for (String json : harness.extractOutputValues()) {
      records.add(JSON.readTree(json));
    }
    harness.getOutput().clear();
    return records;
  }
}
