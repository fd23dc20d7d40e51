package io.tributary.kafka.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.CorruptDataException;
import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.example.RejectReason;
import io.tributary.format.SeenFields;
import io.tributary.kafka.decoding.InputRecord.Decoded;
import io.tributary.kafka.decoding.InputRecord.Ended;
import io.tributary.kafka.decoding.InputRecord.Looked;
import io.tributary.kafka.decoding.InputRecord.MasterMessage;
import io.tributary.kafka.decoding.InputRecord.Rejected;
import io.tributary.kafka.decoding.InputRecord.Skipped;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.SparseValues;
import io.tributary.rejected.RejectedRecord;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputRecordCodecTest {
  private static final Rejected REJECTED =
      new Rejected(
          new RejectedRecord(
              "topic", 1, 2, 3, RejectReason.EMPTY, "not JSON", null, new byte[] {1, 2}));

  private static final MasterMessage MASTER_MESSAGE =
      new MasterMessage(
          new Update(
              1,
              7,
              3,
              -1,
              2,
              false,
              MergeProgress.NONE,
              new SparseValues(new int[] {3, 5}, new float[] {.5f, 1, -2, 4})),
          3,
          1L << 40);

  private static final Looked LOOKED =
      new Looked(new SeenFields(7, List.of("a", "b"), List.of("c"), List.of()));

  @Test
  void everyKindIsReadBack() {
    for (InputRecord record :
        List.of(
            new Decoded(example(3)),
            new Decoded(example(0)),
            REJECTED,
            new Ended(),
            LOOKED,
            new Skipped())) {
      ByteReader in = new ByteReader(encode(record));
      assertThat(InputRecordCodec.INSTANCE.decode(in)).isEqualTo(record);
      assertThat(in.remaining()).isZero();
    }
    MasterMessage said =
        (MasterMessage) InputRecordCodec.INSTANCE.decode(new ByteReader(encode(MASTER_MESSAGE)));
    assertThat(encode(said)).isEqualTo(encode(MASTER_MESSAGE));
    assertThat(said.message().block()).isEqualTo(1);
    assertThat(said.offset()).isEqualTo(1L << 40);
  }

  @Test
  void brokenBytesAreRefused() {
    for (InputRecord record :
        List.of(new Decoded(example(2)), MASTER_MESSAGE, new Ended(), LOOKED)) {
      byte[] bytes = encode(record);
      for (int length = 0; length < bytes.length; length++) {
        ByteReader in = new ByteReader(Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> InputRecordCodec.INSTANCE.decode(in))
            .as("cut to %d of %d bytes", length, bytes.length)
            .isInstanceOf(CorruptDataException.class);
      }
    }
    assertThatThrownBy(() -> InputRecordCodec.INSTANCE.decode(new ByteReader(new byte[] {8})))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown input record kind: kind=8 allowed=1..7");
  }

  @Test
  void onlyExamplesHaveAKey() {
    assertThat(new Decoded(example(3)).key()).isEqualTo(3);
    assertThat(REJECTED.key()).isZero();
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
