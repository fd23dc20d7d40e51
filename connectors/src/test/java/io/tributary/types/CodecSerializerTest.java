package io.tributary.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteReader;
import io.tributary.codec.ByteWriter;
import io.tributary.codec.Codec;
import io.tributary.codec.CodecSource;
import io.tributary.example.RejectReason;
import io.tributary.kafka.decoding.InputRecord;
import io.tributary.kafka.decoding.InputRecordCodec;
import io.tributary.rejected.RejectedRecord;
import io.tributary.rejected.RejectedRecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class CodecSerializerTest {
  /** A value that changes, as blocks and metrics do. */
  public static final class Cell {
    private int value;

    Cell(int value) {
      this.value = value;
    }
  }

  /** Names the codec of this test. */
  public static final class TestCodecs implements CodecSource {
    @Override
    public List<Codec<?>> codecs() {
      return List.of(CellCodec.INSTANCE, WiderCellCodec.INSTANCE);
    }
  }

  /** A codec of values that change. */
  public static final class CellCodec implements Codec<Cell> {
    /** The codec. */
    public static final CellCodec INSTANCE = new CellCodec();

    @Override
    public String name() {
      return "cell";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void encode(Cell value, ByteWriter out) {
      out.writeInt(value.value);
    }

    @Override
    public Cell decode(ByteReader in) {
      return new Cell(in.readInt());
    }

    @Override
    public boolean isImmutable() {
      return false;
    }
  }

  /** A codec whose first version wrote two bytes, and whose second writes four. */
  public static final class WiderCellCodec implements Codec<Cell> {
    /** The codec. */
    public static final WiderCellCodec INSTANCE = new WiderCellCodec();

    @Override
    public String name() {
      return "wider-cell";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public int oldestReadable() {
      return 1;
    }

    @Override
    public void encode(Cell value, ByteWriter out) {
      out.writeInt(value.value);
    }

    @Override
    public Cell decode(ByteReader in) {
      return decode(in, 2);
    }

    @Override
    public Cell decode(ByteReader in, int version) {
      return new Cell(version == 1 ? in.readByte() << 8 | in.readByte() : in.readInt());
    }
  }

  private static final TypeSerializer<RejectedRecord> SERIALIZER =
      CodecSerializer.of(RejectedRecordCodec.INSTANCE);

  private static RejectedRecord record(int valueBytes) {
    byte[] value = new byte[valueBytes];
    new Random(valueBytes).nextBytes(value);
    byte[] key = valueBytes % 2 == 0 ? null : "key".getBytes(StandardCharsets.UTF_8);
    return new RejectedRecord(
        "t", 1, valueBytes, 5, RejectReason.NOT_JSON, "detail of " + valueBytes, key, value);
  }

  @Test
  void valuesOfAnySizeComeBackOneAfterTheOther() throws IOException {
    List<RejectedRecord> records =
        List.of(record(3), record(100_000), record(0), record(255), record(256), record(7));
    DataOutputSerializer out = new DataOutputSerializer(16);
    for (RejectedRecord record : records) {
      SERIALIZER.serialize(record, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    List<RejectedRecord> read =
        List.of(
            SERIALIZER.deserialize(in),
            SERIALIZER.deserialize(in),
            SERIALIZER.deserialize(record(1), in),
            SERIALIZER.deserialize(in),
            SERIALIZER.deserialize(in),
            SERIALIZER.deserialize(in));
    // Compared at the end: what was read first must not share bytes with what was read last.
    assertThat(read).isEqualTo(records);
    assertThat(in.available()).isZero();
  }

  @Test
  void serializedValuesAreCopiedWithoutBeingDecoded() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    SERIALIZER.serialize(record(300), out);
    SERIALIZER.serialize(record(5), out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    DataOutputSerializer copy = new DataOutputSerializer(16);
    SERIALIZER.copy(in, copy);
    assertThat(copy.length()).isEqualTo(out.length() - in.available());
    assertThat(SERIALIZER.deserialize(new DataInputDeserializer(copy.getCopyOfBuffer())))
        .isEqualTo(record(300));
    assertThat(SERIALIZER.deserialize(in)).isEqualTo(record(5));
  }

  @Test
  void aDuplicateIsEqualAndHasBuffersOfItsOwn() throws IOException {
    TypeSerializer<RejectedRecord> duplicate = SERIALIZER.duplicate();
    assertThat(duplicate).isNotSameAs(SERIALIZER).isEqualTo(SERIALIZER);
    assertThat(duplicate).hasSameHashCodeAs(SERIALIZER);
    DataOutputSerializer first = new DataOutputSerializer(16);
    DataOutputSerializer second = new DataOutputSerializer(16);
    SERIALIZER.serialize(record(9), first);
    duplicate.serialize(record(12), second);
    assertThat(SERIALIZER.deserialize(new DataInputDeserializer(second.getCopyOfBuffer())))
        .isEqualTo(record(12));
    assertThat(duplicate.deserialize(new DataInputDeserializer(first.getCopyOfBuffer())))
        .isEqualTo(record(9));
  }

  @Test
  void serializersAndTypesTravelWithTheJob() throws Exception {
    TypeSerializer<RejectedRecord> travelled = InstantiationUtil.clone(SERIALIZER);
    assertThat(travelled).isEqualTo(SERIALIZER);
    DataOutputSerializer out = new DataOutputSerializer(16);
    travelled.serialize(record(11), out);
    assertThat(travelled.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(record(11));

    CodecTypeInfo<InputRecord> type =
        CodecTypeInfo.of(InputRecord.class, InputRecordCodec.INSTANCE);
    CodecTypeInfo<InputRecord> travelledType = InstantiationUtil.clone(type);
    assertThat(travelledType).isEqualTo(type).hasSameHashCodeAs(type);
    assertThat(travelledType.createSerializer(new SerializerConfigImpl()))
        .isEqualTo(CodecSerializer.of(InputRecordCodec.INSTANCE))
        .isNotEqualTo(SERIALIZER);
  }

  @Test
  void immutableValuesAreSharedAndOthersAreNot() {
    RejectedRecord shared = record(4);
    assertThat(SERIALIZER.isImmutableType()).isTrue();
    assertThat(SERIALIZER.copy(shared)).isSameAs(shared);
    assertThat(SERIALIZER.copy(shared, record(5))).isSameAs(shared);

    TypeSerializer<Cell> serializer = CodecSerializer.of(CellCodec.INSTANCE);
    Cell cell = new Cell(1);
    Cell copy = serializer.copy(cell);
    Cell second = serializer.copy(cell, copy);
    cell.value = 2;
    assertThat(serializer.isImmutableType()).isFalse();
    assertThat(copy.value).isEqualTo(1);
    assertThat(second.value).isEqualTo(1);
  }

  @Test
  void aSavepointIsReadAsIsByTheSameLayoutOnly() throws Exception {
    TypeSerializerSnapshot<RejectedRecord> written = throughBytes(SERIALIZER);
    assertThat(written.restoreSerializer()).isEqualTo(SERIALIZER);
    assertThat(compatibility(SERIALIZER.snapshotConfiguration(), written).isCompatibleAsIs())
        .isTrue();

    int version = RejectedRecordCodec.INSTANCE.version();
    String codec = RejectedRecordCodec.INSTANCE.name();
    assertThat(
            compatibility(new CodecSerializerSnapshot<>(codec, version + 1), written)
                .isIncompatible())
        .as("another version of the layout")
        .isTrue();
    assertThat(
            compatibility(
                    new CodecSerializerSnapshot<>(InputRecordCodec.INSTANCE.name(), version),
                    written)
                .isIncompatible())
        .as("another codec")
        .isTrue();
  }

  @Test
  void whatASavepointSaysOfASerializerNeverChanges() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, SERIALIZER.snapshotConfiguration());
    ByteArrayOutputStream golden = new ByteArrayOutputStream();
    DataOutputStream bytes = new DataOutputStream(golden);
    bytes.writeUTF("io.tributary.types.CodecSerializerSnapshot");
    bytes.writeInt(1);
    bytes.writeUTF("rejected-record");
    bytes.writeInt(1);
    assertThat(out.getCopyOfBuffer()).isEqualTo(golden.toByteArray());
  }

  @Test
  void stateOfAnotherVersionOfALayoutIsRefusedBeforeItIsRead() {
    CodecSerializerSnapshot<Cell> written =
        new CodecSerializerSnapshot<>(CellCodec.INSTANCE.name(), 2);
    assertThatThrownBy(written::restoreSerializer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "state was written in another version of its layout: codec="
                + CellCodec.INSTANCE.name()
                + " written=2 readable=1");
  }

  @Test
  void stateOfAnEarlierVersionIsReadAndWrittenInTheNewest() throws IOException {
    var written = new CodecSerializerSnapshot<Cell>(WiderCellCodec.INSTANCE.name(), 1);
    TypeSerializer<Cell> earlier = written.restoreSerializer();
    byte[] stored = {0, 0, 0, 2, 1, 2};
    assertThat(earlier.deserialize(new DataInputDeserializer(stored)).value).isEqualTo(0x102);
    DataOutputSerializer out = new DataOutputSerializer(16);
    earlier.copy(new DataInputDeserializer(stored), out);
    assertThat(out.getCopyOfBuffer()).containsExactly(0, 0, 0, 4, 2, 1, 0, 0);
    TypeSerializerSnapshot<Cell> now =
        CodecSerializer.of(WiderCellCodec.INSTANCE).snapshotConfiguration();
    assertThat(now.resolveSchemaCompatibility(written).isCompatibleAfterMigration()).isTrue();
    assertThatThrownBy(() -> new CodecSerializerSnapshot<Cell>("wider-cell", 3).restoreSerializer())
        .hasMessage(
            "state was written in another version of its layout: codec=wider-cell written=3"
                + " readable=1..2");
  }

  private static TypeSerializerSchemaCompatibility<RejectedRecord> compatibility(
      TypeSerializerSnapshot<RejectedRecord> now, TypeSerializerSnapshot<RejectedRecord> written) {
    return now.resolveSchemaCompatibility(written);
  }

  /** Writes and reads a snapshot as a savepoint does, with its class. */
  private static <T> TypeSerializerSnapshot<T> throughBytes(TypeSerializer<T> serializer)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        CodecSerializerTest.class.getClassLoader());
  }

  @Test
  void aSavepointOfACodecThatIsGoneSaysWhichOne() throws IOException {
    CodecSerializerSnapshot<Cell> snapshot = new CodecSerializerSnapshot<>();
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF("gone");
    out.writeInt(1);
    snapshot.readSnapshot(
        1, new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThatThrownBy(snapshot::restoreSerializer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no such codec: codec=gone registered=");
  }

  @Test
  void damagedBytesAreAnErrorAndTheSerializerGoesOn() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    SERIALIZER.serialize(record(6), out);
    byte[] bytes = out.getCopyOfBuffer();
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, 4, damaged.length, (byte) 0xFF);
    assertThatThrownBy(() -> SERIALIZER.deserialize(new DataInputDeserializer(damaged)))
        .isInstanceOf(RuntimeException.class);
    assertThat(SERIALIZER.deserialize(new DataInputDeserializer(bytes))).isEqualTo(record(6));
  }
}
