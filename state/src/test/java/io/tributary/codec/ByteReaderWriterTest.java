package io.tributary.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ByteReaderWriterTest {
  private final ByteWriter out = new ByteWriter(1);

  @Test
  void fixedNumbersAreLittleEndian() {
    out.writeByte(0x1FE);
    out.writeBoolean(true);
    out.writeInt(0x01020304);
    out.writeLong(0x0102030405060708L);
    out.writeFloat(1);
    out.writeDouble(-2);
    assertThat(hex())
        .isEqualTo("fe" + "01" + "04030201" + "0807060504030201" + "0000803f" + "00000000000000c0");
    ByteReader in = reader();
    assertThat(in.readByte()).isEqualTo(0xFE);
    assertThat(in.readBoolean()).isTrue();
    assertThat(in.readInt()).isEqualTo(0x01020304);
    assertThat(in.readLong()).isEqualTo(0x0102030405060708L);
    assertThat(in.readFloat()).isEqualTo(1);
    assertThat(in.readDouble()).isEqualTo(-2);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void variableNumbersAreShortWhenSmall() {
    out.writeVarInt(127);
    out.writeVarInt(128);
    out.writeVarInt(Integer.MAX_VALUE);
    out.writeVarLong(Long.MAX_VALUE);
    out.writeSignedVarLong(0);
    out.writeSignedVarLong(-1);
    out.writeSignedVarLong(1);
    out.writeSignedVarLong(Long.MIN_VALUE);
    assertThat(hex())
        .isEqualTo(
            "7f"
                + "8001"
                + "ffffffff07"
                + "ffffffffffffffff7f"
                + "000102"
                + "ffffffffffffffffff01");
    ByteReader in = reader();
    assertThat(in.readVarInt()).isEqualTo(127);
    assertThat(in.readVarInt()).isEqualTo(128);
    assertThat(in.readVarInt()).isEqualTo(Integer.MAX_VALUE);
    assertThat(in.readVarLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(in.readSignedVarLong()).isZero();
    assertThat(in.readSignedVarLong()).isEqualTo(-1);
    assertThat(in.readSignedVarLong()).isEqualTo(1);
    assertThat(in.readSignedVarLong()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void textsAndArraysKnowTheirLength() {
    out.writeString("Zürich");
    out.writeSignedVarLongs(new long[] {-1, 64});
    out.writeFloats(new float[] {9, 1, 2, 9}, 1, 2);
    out.writeBytes(new byte[] {9, 5, 6}, 1, 2);
    assertThat(hex())
        .isEqualTo(
            "07"
                + HexFormat.of().formatHex("Zürich".getBytes(StandardCharsets.UTF_8))
                + "02018001"
                + "0000803f00000040"
                + "0506");
    ByteReader in = reader();
    assertThat(in.readString()).isEqualTo("Zürich");
    assertThat(in.readSignedVarLongs()).containsExactly(-1, 64);
    float[] floats = new float[4];
    in.readFloats(floats, 1, 2);
    assertThat(floats).containsExactly(0, 1, 2, 0);
    byte[] bytes = new byte[3];
    in.readBytes(bytes, 1, 2);
    assertThat(bytes).containsExactly(0, 5, 6);
  }

  @Test
  void whatWasWrittenIsReadBack() {
    Random random = new Random(1);
    long[] values = random.longs(1000).map(value -> value >> random.nextInt(64)).toArray();
    for (long value : values) {
      out.writeSignedVarLong(value);
      out.writeVarLong(value >>> 1);
      out.writeVarInt((int) value & Integer.MAX_VALUE);
      out.writeDouble(Double.longBitsToDouble(value));
    }
    ByteReader in = reader();
    for (long value : values) {
      assertThat(in.readSignedVarLong()).isEqualTo(value);
      assertThat(in.readVarLong()).isEqualTo(value >>> 1);
      assertThat(in.readVarInt()).isEqualTo((int) value & Integer.MAX_VALUE);
      assertThat(Double.doubleToRawLongBits(in.readDouble())).isEqualTo(value);
    }
    assertThat(in.remaining()).isZero();
  }

  @Test
  void aWriterIsReusable() {
    out.writeLong(1);
    assertThat(out.size()).isEqualTo(8);
    out.clear();
    assertThat(out.size()).isZero();
    out.writeByte(7);
    assertThat(out.toByteArray()).containsExactly(7);
    assertThat(out.buffer()[0]).isEqualTo((byte) 7);
  }

  @Test
  void aReaderStaysWithinItsPartOfTheArray() {
    ByteReader in = new ByteReader(new byte[] {1, 2, 3, 4, 5}, 1, 3);
    assertThat(in.readByte()).isEqualTo(2);
    ByteReader fork = in.fork();
    fork.skip(1);
    assertThat(fork.readByte()).isEqualTo(4);
    assertThat(fork.remaining()).isZero();
    assertThat(in.remaining()).as("unmoved by its fork").isEqualTo(2);
    assertThatThrownBy(() -> in.skip(3))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("data ends too early: wanted=3 remaining=2");
    in.reset(new byte[] {9}, 0, 1);
    assertThat(in.readByte()).isEqualTo(9);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    refused("ffffffff08", ByteReader::readVarInt, "varint is out of range: value=2415919103");
    refused("ffffffffffffffffff01", ByteReader::readVarInt, "varint is out of range: value=-1");
    refused("ffffffffffffffffffff01", ByteReader::readVarLong, "varint is too long");
    refused("02", ByteReader::readBoolean, "not a boolean: value=2 allowed=0,1");
  }

  @Test
  void countsThatTheDataCannotHoldAreRefused() {
    refused("05010203", in -> in.readCount(1), "count exceeds the data: count=5");
    refused("02010203", in -> in.readCount(2), "count exceeds the data: count=2");
    refused("04616263", ByteReader::readString, "count exceeds the data: count=4");
    refused("ffffffff07", ByteReader::readSignedVarLongs, "count exceeds the data");
    refused("01", ByteReader::readInt, "data ends too early: wanted=4 remaining=1");
    refused("01", ByteReader::readLong, "data ends too early: wanted=8 remaining=1");
    refused("", ByteReader::readByte, "data ends too early: wanted=1 remaining=0");
    float[] target = new float[1];
    refused("01", in -> in.readFloats(target, 0, Integer.MAX_VALUE), "data ends too early");
  }

  private static void refused(String hex, Consumer<ByteReader> read, String message) {
    ByteReader in = new ByteReader(HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> read.accept(in))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith(message);
  }

  private ByteReader reader() {
    return new ByteReader(out.toByteArray());
  }

  private String hex() {
    return HexFormat.of().formatHex(out.toByteArray());
  }
}
