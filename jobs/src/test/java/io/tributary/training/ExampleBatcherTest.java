package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.example.RejectReason;
import io.tributary.kafka.InputRecord;
import io.tributary.kafka.InputRecord.Accepted;
import io.tributary.kafka.InputRecord.Batch;
import io.tributary.kafka.InputRecord.Refused;
import io.tributary.kafka.InputRecordCodec;
import io.tributary.rejected.RejectedRecord;
import io.tributary.types.CodecSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ExampleBatcherTest {
  private static final long LINGER = 4;
  private static final int FULL = 64;

  @Test
  void aFullBatchGoesOnAtOnceAndTheRestWhenItHasWaited() throws Exception {
    try (var harness = open(null)) {
      add(harness, 0, FULL - 1);
      assertThat(harness.extractOutputValues()).isEmpty();
      add(harness, FULL - 1, FULL + 3);
      assertThat(harness.extractOutputValues()).containsExactly(batch(0, FULL));
      harness.setProcessingTime(LINGER - 1);
      assertThat(harness.extractOutputValues()).hasSize(1);
      harness.setProcessingTime(LINGER);
      assertThat(harness.extractOutputValues())
          .containsExactly(batch(0, FULL), batch(FULL, FULL + 3));
      harness.setProcessingTime(10 * LINGER);
      assertThat(harness.extractOutputValues()).as("nothing twice").hasSize(2);
      add(harness, 0, 1);
      harness.setProcessingTime(11 * LINGER);
      assertThat(harness.extractOutputValues()).as("the next one has a timer, too").hasSize(3);
    }
  }

  @Test
  void aBatchWaitsForItsOwnTimeWhateverTimerFindsIt() throws Exception {
    try (var harness = open(null)) {
      add(harness, 0, 1);
      harness.setProcessingTime(LINGER - 1);
      add(harness, 1, FULL + 1);
      harness.setProcessingTime(LINGER);
      assertThat(harness.extractOutputValues())
          .as("the rest is one millisecond old")
          .containsExactly(batch(0, FULL));
      harness.setProcessingTime(2 * LINGER - 2);
      assertThat(harness.extractOutputValues()).hasSize(1);
      harness.setProcessingTime(2 * LINGER - 1);
      assertThat(harness.extractOutputValues())
          .containsExactly(batch(0, FULL), batch(FULL, FULL + 1));
    }
  }

  @Test
  void largeExamplesMakeSmallBatches() throws Exception {
    try (var harness = open(null)) {
      for (int i = 0; i < 3; i++) {
        harness.processElement(new StreamRecord<>(new Accepted(example(i, 3000))));
      }
      assertThat(harness.extractOutputValues())
          .containsExactly(new Batch(List.of(example(0, 3000), example(1, 3000))));
    }
  }

  @Test
  void aRefusedRecordOvertakesNothing() throws Exception {
    try (var harness = open(null)) {
      Refused refused =
          new Refused(
              new RejectedRecord(
                  "topic", 0, 7, 0, RejectReason.EMPTY, "record has no value", null, null));
      add(harness, 0, 2);
      harness.processElement(new StreamRecord<>(refused));
      assertThat(harness.extractOutputValues()).containsExactly(batch(0, 2), refused);
    }
  }

  @Test
  void allIsOnItsWayBeforeABarrierSoThatThereIsNoState() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(null)) {
      add(harness, 0, 5);
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.extractOutputValues()).containsExactly(batch(0, 5));
      state = harness.snapshot(1, 1);
      add(harness, 5, 7);
    }
    try (var harness = open(state)) {
      add(harness, 5, 7);
      harness.setProcessingTime(LINGER);
      assertThat(harness.extractOutputValues()).containsExactly(batch(5, 7));
    }
  }

  @Test
  void theEndOfTheInputLeavesNothingBehind() throws Exception {
    try (var harness = open(null)) {
      add(harness, 0, 3);
      harness.endInput();
      assertThat(harness.extractOutputValues()).containsExactly(batch(0, 3));
    }
  }

  private static OneInputStreamOperatorTestHarness<InputRecord, InputRecord> open(
      OperatorSubtaskState state) throws Exception {
    CodecSerializer<InputRecord> serializer = CodecSerializer.of(InputRecordCodec.INSTANCE);
    var harness = new OneInputStreamOperatorTestHarness<>(new ExampleBatcher(LINGER), serializer);
    harness.setup(serializer);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void add(
      OneInputStreamOperatorTestHarness<InputRecord, InputRecord> harness, int from, int end)
      throws Exception {
    for (int i = from; i < end; i++) {
      harness.processElement(new StreamRecord<>(new Accepted(example(i, 2))));
    }
  }

  private static Batch batch(int from, int end) {
    List<Example> examples = new ArrayList<>();
    IntStream.range(from, end).forEach(i -> examples.add(example(i, 2)));
    return new Batch(examples);
  }

  private static Example example(int number, int features) {
    FeatureVector vector = new FeatureVector(features);
    IntStream.range(0, features).forEach(i -> vector.add(i, number));
    return new Example(number, number, Example.NO_TIME, 1, 1, vector);
  }
}
