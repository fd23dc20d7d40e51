package io.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.example.RejectReason;
import io.tributary.kafka.InputRecord.Accepted;
import io.tributary.kafka.InputRecord.Batch;
import io.tributary.kafka.InputRecord.Refused;
import io.tributary.rejected.RejectedRecord;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputRecordCodecTest {
  private static final Refused REFUSED =
      new Refused(
          new RejectedRecord(
              "topic", 1, 2, 3, RejectReason.EMPTY, "not JSON", null, new byte[] {1, 2}));

  @Test
  void everyKindIsReadBack() {
    Batch batch = new Batch(List.of(example(0), example(1), example(40)));
    for (InputRecord record :
        List.of(new Accepted(example(3)), REFUSED, batch, new Batch(List.of()))) {
      ByteReader in = new ByteReader(encode(record));
      assertThat(InputRecordCodec.INSTANCE.decode(in)).isEqualTo(record);
      assertThat(in.remaining()).isZero();
    }
  }

  @Test
  void theSmallestExamplesFillABatch() {
    Batch batch = new Batch(List.of(example(0), example(0), example(0)));
    assertThat(InputRecordCodec.INSTANCE.decode(new ByteReader(encode(batch)))).isEqualTo(batch);
  }

  @Test
  void brokenBytesAreRefused() {
    byte[] bytes = encode(new Batch(List.of(example(2), example(3))));
    for (int length = 0; length < bytes.length; length++) {
      ByteReader in = new ByteReader(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> InputRecordCodec.INSTANCE.decode(in))
          .as("cut to %d of %d bytes", length, bytes.length)
          .isInstanceOf(CorruptDataException.class);
    }
    assertThatThrownBy(() -> InputRecordCodec.INSTANCE.decode(new ByteReader(new byte[] {4})))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown input record kind: kind=4 allowed=1..3");
  }

  @Test
  void onlySingleExamplesHaveAKey() {
    assertThat(new Accepted(example(3)).key()).isEqualTo(3);
    assertThat(REFUSED.key()).isZero();
  }

  private static byte[] encode(InputRecord record) {
    ByteWriter out = new ByteWriter();
    InputRecordCodec.INSTANCE.encode(record, out);
    return out.toByteArray();
  }

  private static Example example(int features) {
    FeatureVector vector = new FeatureVector(features);
    for (int i = 0; i < features; i++) {
      vector.add(i * 7, i);
    }
    return new Example(features, 10, 20, 1, 1, vector);
  }
}
