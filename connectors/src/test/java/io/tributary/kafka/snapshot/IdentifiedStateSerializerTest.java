package io.tributary.kafka.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumStateSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IdentifiedStateSerializerTest {
  private static final KafkaSourceEnumStateSerializer KAFKA = new KafkaSourceEnumStateSerializer();

  private static SnapshotIdentity identity(String... settings) {
    TreeMap<String, String> all = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new SnapshotIdentity(all);
  }

  private static IdentifiedStateSerializer of(SnapshotIdentity identity) {
    return new IdentifiedStateSerializer(KAFKA, identity);
  }

  private static KafkaSourceEnumState reading(String... topics) {
    List<KafkaPartitionSplit> splits =
        Arrays.stream(topics)
            .map(topic -> new KafkaPartitionSplit(new TopicPartition(topic, 0), 17))
            .toList();
    return new KafkaSourceEnumState(splits, List.of(), true);
  }

  /** Begins as a job would that was given this. */
  private static void start(KafkaSourceEnumState restored) {
    ((UnusableSnapshot) restored).enumerator().start();
  }

  @Test
  void whatWasWrittenIsReadByTheSameTraining() throws IOException {
    SnapshotIdentity same = identity("name", "m", "input.topic", "rows");
    byte[] bytes = of(same).serialize(reading("rows"));
    int version = of(same).getVersion();
    assertThat(IdentifiedStateSerializer.identity(version, bytes)).isEqualTo(same);
    KafkaSourceEnumState read = of(same).deserialize(version, bytes);
    assertThat(read.initialDiscoveryFinished()).isTrue();
    assertThat(read.assignedSplits()).isEqualTo(reading("rows").assignedSplits());
  }

  @Test
  void anotherTrainingIsRefusedForGoodAndNamesBothSides() throws IOException {
    SnapshotIdentity saved = identity("name", "a", "model.loss", "logistic", "only.then", "x");
    byte[] bytes = of(saved).serialize(reading("rows"));
    var other = of(identity("name", "b", "model.loss", "squared", "only.now", "y"));
    assertThatThrownBy(() -> start(other.deserialize(other.getVersion(), bytes)))
        .rootCause()
        .isInstanceOf(SnapshotMismatchException.class)
        .hasMessage(
            "snapshot is of another training than the pipeline:"
                + " model.loss saved=logistic pipeline=squared, name saved=a pipeline=b");
    assertThatThrownBy(() -> start(other.deserialize(other.getVersion(), bytes)))
        .satisfies(
            failure ->
                assertThat(
                        ThrowableClassifier.findThrowableOfThrowableType(
                            new IllegalStateException(failure), ThrowableType.NonRecoverableError))
                    .as("restarts would fail as well")
                    .isPresent());
  }

  @Test
  void otherBytesEndTheJobAsWell() throws IOException {
    SnapshotIdentity same = identity("name", "m");
    byte[] bytes = of(same).serialize(reading("rows"));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> start(of(same).deserialize(of(same).getVersion(), part)))
          .as("%d of %d bytes", length, bytes.length)
          .hasCauseInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> start(of(same).deserialize(of(same).getVersion() + 1, bytes)))
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void eachLineSaysWhatToDo() {
    var failure =
        new SnapshotMismatchException(
            identity("name", "a", "input.topic", "x", "model.bits", "9")
                .differences(identity("name", "b", "input.topic", "y", "model.bits", "8")),
            "file:/s");
    assertThat(failure.lines())
        .containsExactly(
            "input.topic: snapshot goes on with another topic, so both would be read:"
                + " saved=x pipeline=y from=file:/s"
                + " remedy=set it back, or begin anew under another name",
            "model.bits: snapshot was trained with another, which can't change:"
                + " saved=9 pipeline=8 from=file:/s"
                + " remedy=set it back, or begin anew under another name",
            "name: snapshot is of another model: saved=a pipeline=b from=file:/s"
                + " remedy=a snapshot of b, or none, which begins anew");
  }
}
