package io.tributary.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteWriter;
import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import io.tributary.format.AvroOptions.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that Avro's own library writes, of every type there is. */
final class AvroFormatTest {
  private static final String EVERYTHING =
      """
      {"type": "record", "name": "Everything", "fields": [
        {"name": "none", "type": "null"},
        {"name": "flag", "type": "boolean"},
        {"name": "small", "type": "int"},
        {"name": "large", "type": "long"},
        {"name": "single", "type": "float"},
        {"name": "real", "type": "double"},
        {"name": "text", "type": "string"},
        {"name": "maybe", "type": ["null", "long", "string"]},
        {"name": "word", "type": {"type": "enum", "name": "Word", "symbols": ["RED", "BLUE"]}},
        {"name": "bytes", "type": "bytes"},
        {"name": "fixed", "type": {"type": "fixed", "name": "Three", "size": 3}},
        {"name": "list", "type": {"type": "array", "items": ["null", "string"]}},
        {"name": "map", "type": {"type": "map", "values": "double"}},
        {"name": "tree", "type": ["null", {"type": "record", "name": "Tree", "fields": [
            {"name": "left", "type": ["null", "Tree"]},
            {"name": "value", "type": "int"}]}]},
        {"name": "price", "type":
            {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "last", "type": "string"}]}
      """;

  private static final Schema SCHEMA = new Schema.Parser().parse(EVERYTHING);
  private static final List<String> USABLE =
      List.of(
          "none", "flag", "small", "large", "single", "real", "text", "maybe", "word", "price",
          "day", "time", "last");

  private static AvroFormat format(String schema, Header header) {
    return new AvroFormat(new FormatOptions(new AvroOptions(schema, header)));
  }

  private static GenericData.Record sample() {
    GenericData.Record record = new GenericData.Record(SCHEMA);
    record.put("flag", true);
    record.put("small", -64);
    record.put("large", Long.MIN_VALUE);
    record.put("single", .5f);
    record.put("real", -1e300);
    record.put("text", "na\u00efve");
    record.put("maybe", 7L);
    record.put("word", new GenericData.EnumSymbol(SCHEMA.getField("word").schema(), "BLUE"));
    record.put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    record.put("fixed", new GenericData.Fixed(SCHEMA.getField("fixed").schema(), new byte[3]));
    record.put("list", Arrays.asList("a", null, "c"));
    record.put("map", Map.of("k", 1.5, "l", 2.5));
    record.put("tree", tree(3));
    record.put("price", ByteBuffer.wrap(new byte[] {(byte) 0xFE, 0x0C}));
    record.put("day", 19_000);
    record.put("time", 1_700_000_000_123L);
    record.put("last", "");
    return record;
  }

  private static GenericData.Record tree(int depth) {
    GenericData.Record tree =
        new GenericData.Record(SCHEMA.getField("tree").schema().getTypes().get(1));
    tree.put("left", depth == 0 ? null : tree(depth - 1));
    tree.put("value", depth);
    return tree;
  }

  private static byte[] write(GenericData.Record record, boolean blocking) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder =
        blocking
            ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(bytes, null)
            : EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericData.Record>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static FieldValues decode(AvroFormat format, byte[] record, String... fields) {
    FieldValues values = new FieldValues(FieldNames.of(fields));
    format.decode(record, 0, record.length, values);
    return values;
  }

  private static void assertUnusable(
      RejectReason reason, String message, AvroFormat format, byte[] record, String... fields) {
    assertThatThrownBy(() -> decode(format, record, fields))
        .isInstanceOfSatisfying(
            UnusableRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsEveryTypeThatIsOneValue(boolean blocking) {
    byte[] record = write(sample(), blocking);
    FieldValues values =
        decode(format(EVERYTHING, Header.NONE), record, USABLE.toArray(String[]::new));
    List<String> texts =
        USABLE.stream().map(name -> values.text(values.names().slot(name))).toList();
    assertThat(texts)
        .containsExactly(
            "",
            "true",
            "-64",
            "-9223372036854775808",
            "0.5",
            "-1.0E300",
            "na\u00efve",
            "7",
            "BLUE",
            "-5.00",
            "19000",
            "1700000000123",
            "");
    assertThat(values.kind(0)).isEqualTo(Kind.NULL);
    assertThat(values.kind(1)).isEqualTo(Kind.BOOLEAN);
    assertThat(values.kind(3)).isEqualTo(Kind.NUMBER);
    assertThat(values.kind(6)).isEqualTo(Kind.TEXT);
    assertThat(values.kind(8)).isEqualTo(Kind.TEXT);
    assertThat(values.number(9)).isEqualTo(-5);
    assertThat(values.kind(12)).isEqualTo(Kind.TEXT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void passesOverWhatNobodyNeeds(boolean blocking) {
    GenericData.Record record = sample();
    record.put("list", java.util.Collections.nCopies(500, "item"));
    FieldValues values =
        decode(format(EVERYTHING, Header.NONE), write(record, blocking), "time", "absent");
    assertThat(values.text(0)).isEqualTo("1700000000123");
    assertThat(values.kind(1)).isEqualTo(Kind.MISSING);
  }

  @Test
  void unionsHoldNullAndOthers() {
    GenericData.Record record = sample();
    record.put("maybe", null);
    AvroFormat format = format(EVERYTHING, Header.NONE);
    assertThat(decode(format, write(record, false), "maybe").kind(0)).isEqualTo(Kind.NULL);
    record.put("maybe", "x");
    assertThat(decode(format, write(record, false), "maybe").text(0)).isEqualTo("x");
    record.put("tree", null);
    assertThat(decode(format, write(record, false), "tree").kind(0)).isEqualTo(Kind.NULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "fixed", "list", "map", "tree"})
  void neededFieldsThatAreNotOneValueAreNested(String field) {
    assertUnusable(
        RejectReason.NESTED_VALUE,
        "field=" + field,
        format(EVERYTHING, Header.NONE),
        write(sample(), false),
        field);
  }

  @Test
  void numbersThatAreNotFiniteAreNumbersToNobody() {
    GenericData.Record record = sample();
    record.put("real", Double.NaN);
    FieldValues values = decode(format(EVERYTHING, Header.NONE), write(record, false), "real");
    assertThatThrownBy(() -> values.number(0))
        .isInstanceOfSatisfying(
            UnusableRecordException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_A_NUMBER));
  }

  @Test
  void everyRecordThatIsCutOffOrGoesOnIsBroken() {
    byte[] record = write(sample(), false);
    AvroFormat format = format(EVERYTHING, Header.NONE);
    for (int length = 1; length < record.length; length++) {
      assertUnusable(RejectReason.NOT_AVRO, "byte=", format, Arrays.copyOf(record, length), "text");
    }
    assertUnusable(
        RejectReason.NOT_AVRO,
        "it goes on after its last field: byte=" + record.length,
        format,
        Arrays.copyOf(record, record.length + 1));
  }

  @Test
  void brokenBytesAreUnusableAndNothingElse() {
    byte[] record = write(sample(), true);
    AvroFormat format = format(EVERYTHING, Header.NONE);
    Random random = new Random(31);
    int broken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = record.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        decode(format, changed, USABLE.toArray(String[]::new));
      } catch (UnusableRecordException e) {
        assertThat(e.reason()).isEqualTo(RejectReason.NOT_AVRO);
        broken++;
      }
    }
    assertThat(broken).isGreaterThan(5000);
  }

  private static String one(String type) {
    return "{\"type\":\"record\",\"name\":\"One\",\"fields\":[{\"name\":\"a\",\"type\":"
        + type
        + "}]}";
  }

  private static void assertBroken(String type, String problem, int... bytes) {
    byte[] record = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      record[i] = (byte) bytes[i];
    }
    AvroFormat format = format(one(type), Header.NONE);
    for (String field : List.of("a", "b")) {
      if (!problem.contains("utf-8") || field.equals("a")) {
        assertUnusable(RejectReason.NOT_AVRO, problem, format, record, field);
      }
    }
  }

  @Test
  void eachValueThatCannotBeIsBroken() {
    int[] endless = {255, 255, 255, 255, 255, 255, 255, 255, 255, 2};
    assertBroken("\"long\"", "number of more than 64 bits", endless);
    assertBroken("\"int\"", "number of more than 32 bits", 128, 128, 128, 128, 32);
    assertBroken("\"boolean\"", "neither 0 nor 1", 2);
    assertBroken("\"string\"", "length out of range", 4, 'x');
    assertBroken("\"string\"", "length out of range", 1, 'x');
    assertBroken("\"string\"", "text that is not utf-8", 2, 0xFF);
    assertBroken("[\"null\",\"int\"]", "index out of range", 4);
    assertBroken("[\"null\",\"int\"]", "index out of range", 1);
    assertBroken("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}", "index out of range", 2);
  }

  @Test
  void longNumbersOfBytesAreRead() {
    AvroFormat format = format(one("\"long\""), Header.NONE);
    for (long value : new long[] {0, -1, 63, 64, -65, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
      ByteWriter bytes = new ByteWriter();
      bytes.writeSignedVarLong(value);
      assertThat(decode(format, bytes.toByteArray(), "a").text(0)).isEqualTo(Long.toString(value));
    }
  }

  @Test
  void neitherDepthNorNumbersOfNothingStopIt() {
    AvroFormat tree =
        format(
            "{\"type\":\"record\",\"name\":\"T\",\"fields\":[{\"name\":\"t\",\"type\":[\"null\",\"T\"]}]}",
            Header.NONE);
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 2);
    assertUnusable(RejectReason.NOT_AVRO, "values are nested too deep", tree, deep, "other");
    // 2^62 nulls, then the end of the array.
    AvroFormat nulls = format(one("{\"type\":\"array\",\"items\":\"null\"}"), Header.NONE);
    ByteWriter bytes = new ByteWriter();
    bytes.writeSignedVarLong(1L << 62);
    bytes.writeSignedVarLong(0);
    assertThat(decode(nulls, bytes.toByteArray(), "b").isPresent(0)).isFalse();
  }

  @Test
  void confluentsHeaderIsPassedOver() {
    byte[] bare = write(sample(), false);
    byte[] record = new byte[bare.length + 5];
    System.arraycopy(bare, 0, record, 5, bare.length);
    record[4] = 42;
    AvroFormat format = format(EVERYTHING, Header.CONFLUENT);
    assertThat(decode(format, record, "small").text(0)).isEqualTo("-64");
    record[0] = 1;
    String problem = "it does not begin with a byte 0 and the id of a schema: byte=0";
    assertUnusable(RejectReason.NOT_AVRO, problem, format, record, "small");
    assertUnusable(RejectReason.NOT_AVRO, problem, format, new byte[4], "small");
  }

  @Test
  void otherSchemasAreRefused() {
    assertThatThrownBy(() -> format("{", Header.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an avro schema: problem=");
    assertThatThrownBy(() -> format("{\"type\": \"string\"}", Header.NONE))
        .hasMessage("not the avro schema of a record: type=string");
    assertThatThrownBy(() -> new AvroFormat(FormatOptions.DEFAULT))
        .hasMessage("avro records can't be read without their schema");
  }
}
