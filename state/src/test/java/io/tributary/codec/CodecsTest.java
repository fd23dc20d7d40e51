package io.tributary.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.Example;
import io.tributary.example.FeatureVector;
import io.tributary.model.BlockMessage;
import io.tributary.model.BlockMessage.Opening;
import io.tributary.model.BlockMessage.RoundDue;
import io.tributary.model.BlockMessage.Update;
import io.tributary.model.MergeProgress;
import io.tributary.model.ModelShape;
import io.tributary.model.SparseValues;
import io.tributary.model.VersionDigests;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CodecsTest {
  private static final SparseValues VALUES =
      new SparseValues(
          new int[] {0, 1, 7, 300, 70_000},
          new float[] {1, .5f, -2, 0, 1e30f, Float.MAX_VALUE, -0f, Float.MIN_VALUE, 3, 4});
  private static final SparseValues KEYED =
      SparseValues.ofKeys(
          new long[] {Long.MIN_VALUE, 0, 1L << 40}, new long[] {-7, 8}, new float[] {1, .5f, -2});
  private static final MergeProgress PROGRESS =
      new MergeProgress(508_239, 979_000_000_000L, 64, Example.NO_TIME, 978_999_999_999L);

  @Test
  void examples() throws IOException {
    check("ones", example(1, 1, 1, 5, 1, 4_194_303, 1));
    check("values", example(0, .25f, 1, 9, -.5f, 9, 1e9f));
    check("empty", example(-1.5f, 0, 0));
    int[] fields = {0, 3, 200};
    FeatureVector vector = FeatureVector.of(new int[] {7, 7, 9}, new float[] {1, 2, 1}, fields);
    check("fields", new Example(1, 2, 3, 1, 1, vector));
    long[] keys = {-1, 7, Long.MIN_VALUE};
    FeatureVector keyed = FeatureVector.ofKeys(keys, new float[] {1, 2, 1}, fields);
    check("keys", new Example(1, 2, 3, 1, 1, keyed));
  }

  private static void check(String name, Example value) throws IOException {
    CodecContract.check(ExampleCodec.INSTANCE, name, value);
    byte[] bytes = CodecContract.encode(ExampleCodec.INSTANCE, value);
    assertThat(ExampleCodec.INSTANCE.decode(new ByteReader(bytes))).isEqualTo(value);
  }

  private static Example example(float label, float weight, float... features) {
    FeatureVector vector = new FeatureVector();
    for (int i = 0; i + 1 < features.length; i += 2) {
      vector.add((int) features[i], features[i + 1]);
    }
    return new Example(-42, 978_307_260_000L, Example.NO_TIME, label, weight, vector);
  }

  @Test
  void sparseValues() throws IOException {
    check("two-lanes", VALUES);
    check("one-lane", new SparseValues(new int[] {127, 128, Integer.MAX_VALUE}, new float[3]));
    check("empty", SparseValues.EMPTY);
    check("keys", KEYED);
    check("removed", SparseValues.ofKeys(new long[0], new long[] {5}, new float[0]));
  }

  private static void check(String name, SparseValues value) throws IOException {
    CodecContract.check(SparseValuesCodec.INSTANCE, name, value);
    byte[] bytes = CodecContract.encode(SparseValuesCodec.INSTANCE, value);
    assertThat(SparseValuesCodec.INSTANCE.decode(new ByteReader(bytes))).isEqualTo(value);
  }

  @Test
  void offsetsThatWereReadAreStrictlyIncreasing() {
    byte[] good = CodecContract.encode(SparseValuesCodec.INSTANCE, VALUES);
    Random random = new Random(5);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = good.clone();
      for (int changes = 0; changes < 3; changes++) {
        broken[random.nextInt(14)] = (byte) random.nextInt();
      }
      try {
        SparseValues values = SparseValuesCodec.INSTANCE.decode(new ByteReader(broken));
        read++;
        assertThat(values.offsets()).isSorted().doesNotHaveDuplicates();
        assertThat(values.lanes()).hasSize(values.size() * values.width());
      } catch (CorruptDataException expected) {
        assertThat(expected).hasMessageContaining("=");
      }
    }
    assertThat(read).as("some broken bytes still make sense").isPositive();
  }

  @Test
  void sparseValuesOutOfRangeAreRefused() {
    ByteWriter out = new ByteWriter();
    out.writeVarInt(2);
    out.writeByte(1);
    out.writeVarInt(Integer.MAX_VALUE);
    out.writeVarInt(0);
    out.writeFloats(new float[2], 0, 2);
    assertThatThrownBy(() -> SparseValuesCodec.INSTANCE.decode(new ByteReader(out.toByteArray())))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("offset out of range: position=1 offset=2147483648");
  }

  @Test
  void blockMessages() throws IOException {
    check("opening", opening(new ModelShape(22, 64, 2)));
    check("update", new Update(0, 1, 129, -1, 128, false, PROGRESS, VALUES));
    check(
        "update-asynchronous",
        new Update(255, 2, 9_999_999_999L, 7, 0, true, MergeProgress.NONE, SparseValues.EMPTY));
    check("update-keys", new Update(0, 1, 129, -1, 128, false, PROGRESS, KEYED));
    check("due", new RoundDue(0, 1_700_000_000_000L, 128));
  }

  private static Opening opening(ModelShape shape) {
    return new Opening(
        3,
        1_700_000_000_000L,
        17,
        1,
        2,
        new long[] {Long.MIN_VALUE, 5, Long.MAX_VALUE},
        new long[] {-1, 16, 300},
        true,
        PROGRESS,
        VALUES,
        shape,
        new VersionDigests(18, new long[] {0, 1, -2, Long.MIN_VALUE}));
  }

  private static void check(String name, BlockMessage value) throws IOException {
    CodecContract.check(BlockMessageCodec.INSTANCE, name, value);
    byte[] bytes = CodecContract.encode(BlockMessageCodec.INSTANCE, value);
    assertThat(BlockMessageCodec.INSTANCE.decode(new ByteReader(bytes))).isEqualTo(value);
  }

  @Test
  void blockMessagesOfAnotherVersionOrKindAreRefused() {
    assertThatThrownBy(() -> decodeMessage(3, 1, 0, 0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown block message version: version=3 allowed=1..2");
    assertThatThrownBy(() -> decodeMessage(1, 4, 0, 0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("unknown block message kind: kind=4 allowed=1..3");
  }

  private static BlockMessage decodeMessage(int... bytes) {
    ByteWriter out = new ByteWriter();
    for (int value : bytes) {
      out.writeByte(value);
    }
    return BlockMessageCodec.INSTANCE.decode(new ByteReader(out.toByteArray()));
  }
}
