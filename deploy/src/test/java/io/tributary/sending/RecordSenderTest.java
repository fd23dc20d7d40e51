package io.tributary.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What a sender counts, with a producer whose answers the test gives. */
final class RecordSenderTest {
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final RecordSender sender = new RecordSender(kafka, "clicks", 0);

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      sender.send(null, new byte[1]);
    }
  }

  @Test
  void onlyWhatKafkaHasTakenIsCounted() {
    send(5);
    assertThat(sender.sent()).isEqualTo(5);
    assertThat(sender.acknowledged()).isZero();
    kafka.completeNext();
    kafka.completeNext();
    assertThat(sender.acknowledged()).isEqualTo(2);
    sender.flush();
    assertThat(sender.acknowledged()).isEqualTo(5);
    assertThat(sender.resumeAt()).isEqualTo(5);
    assertThat(sender.takenBeyond()).isZero();
  }

  @Test
  void afterAFailureTheFirstRowThatIsMissingIsKnown() {
    send(6);
    kafka.completeNext();
    kafka.completeNext();
    kafka.errorNext(new KafkaStorageException("disk is full"));
    assertThatThrownBy(() -> send(1))
        .hasMessage("records can't be sent: topic=clicks acknowledged=2")
        .hasCauseInstanceOf(KafkaStorageException.class);
    kafka.completeNext();
    IntStream.range(0, 2).forEach(i -> kafka.errorNext(new KafkaStorageException("disk is full")));
    assertThat(sender.acknowledged()).isEqualTo(3);
    assertThat(sender.resumeAt()).isEqualTo(2);
    assertThat(sender.takenBeyond()).isEqualTo(1);
  }

  @Test
  void recordsThatAreTooLargeArePassedOverAndNamed() {
    send(14);
    kafka.completeNext();
    IntStream.range(0, 11).forEach(i -> kafka.errorNext(new RecordTooLargeException("large")));
    kafka.completeNext();
    kafka.errorNext(new KafkaStorageException("disk is full"));
    sender.close(Duration.ZERO);
    assertThat(sender.acknowledged()).isEqualTo(2);
    assertThat(sender.resumeAt()).isEqualTo(13);
    assertThat(sender.takenBeyond()).isZero();
    assertThatThrownBy(() -> sender.requireNoneTooLarge(101))
        .hasMessage(
            "records are too large for kafka and were passed over: topic=clicks count=11"
                + " rows=102,103,104,105,106,107,108,109,110,111,...");
  }
}
