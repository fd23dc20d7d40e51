package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered format must do. */
class ExampleFormatContractTest {
  private static final List<String> NAMES = List.of("a", "b", "na\u00efve, \"field\"", "d");
  private static final List<String> PIECES =
      List.of(
          "",
          "a",
          "1",
          "-2.5",
          " ",
          ",",
          "\"",
          "\\",
          "\n",
          "\r\n",
          "{",
          "}",
          "\u00e9",
          "\u6f22",
          "\ud83d\ude00",
          "\t",
          "'",
          ":",
          "null",
          "\u0001");

  static Set<String> formats() {
    return ExampleFormats.names();
  }

  private static ExampleFormat create(String format) {
    return ExampleFormats.create(format, SampleWriters.options(format, NAMES));
  }

  private static Map<String, String> randomRecord(Random random) {
    Map<String, String> record = new LinkedHashMap<>();
    for (String name : NAMES) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      record.put(name, text.toString());
    }
    return record;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void hasItsRegisteredName(String format) {
    assertThat(create(format).name()).isEqualTo(format);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void readsWhatProducersWrite(String name) {
    ExampleFormat format = create(name);
    FieldValues values = new FieldValues(FieldNames.of(NAMES.get(2), "absent", "a"));
    Random random = new Random(23);
    for (int i = 0; i < 5000; i++) {
      Map<String, String> record = randomRecord(random);
      byte[] bytes = SampleWriters.write(name, NAMES, record);
      byte[] padded = new byte[bytes.length + 4];
      Arrays.fill(padded, (byte) '"');
      System.arraycopy(bytes, 0, padded, 3, bytes.length);

      format.decode(padded, 3, bytes.length, values);

      assertThat(values.text(0)).isEqualTo(record.get(NAMES.get(2)));
      assertThat(values.kind(1)).isEqualTo(FieldValues.Kind.MISSING);
      assertThat(values.text(2)).isEqualTo(record.get("a"));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void namesTheFieldsOfARecord(String name) {
    byte[] bytes = SampleWriters.write(name, NAMES, randomRecord(new Random(37)));
    byte[] padded = Arrays.copyOf(bytes, bytes.length + 4);
    assertThat(create(name).fieldNames(padded, 0, bytes.length)).isEqualTo(NAMES);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void forgetsTheFormerRecord(String name) {
    ExampleFormat format = create(name);
    FieldValues values = new FieldValues(FieldNames.of("a", "b"));
    for (String field : List.of("a", "b")) {
      Map<String, String> record = new LinkedHashMap<>();
      record.put(field, "x");
      byte[] bytes = SampleWriters.write(name, NAMES, record);
      format.decode(bytes, 0, bytes.length, values);
    }

    // A format with a schema has all fields in each record.
    assertThat(values.isPresent(0)).isFalse();
    assertThat(values.text(1)).isEqualTo("x");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void blankRecordsAreEmpty(String name) {
    for (String blank : SampleWriters.blanks(name)) {
      assertThatThrownBy(() -> decode(create(name), blank.getBytes(UTF_8)))
          .isInstanceOfSatisfying(
              UnusableRecordException.class,
              e -> assertThat(e.reason()).isEqualTo(RejectReason.EMPTY));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void brokenRecordsAreUnusableAndNothingElse(String name) {
    ExampleFormat format = create(name);
    Random random = new Random(29);
    int unusable = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = SampleWriters.write(name, NAMES, randomRecord(random));
      unusable += decodesOrIsUnusable(format, mutate(bytes, random)) ? 0 : 1;
    }
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      unusable += decodesOrIsUnusable(format, bytes) ? 0 : 1;
    }
    assertThat(unusable).as("broken records that were noticed").isGreaterThan(1000);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatIsAroundARecordIsNoPartOfIt(String name) {
    ExampleFormat format = create(name);
    Random random = new Random(31);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = mutate(SampleWriters.write(name, NAMES, randomRecord(random)), random);
      byte[] around = new byte[bytes.length + 32];
      random.nextBytes(around);
      System.arraycopy(bytes, 0, around, 16, bytes.length);
      assertThat(outcome(format, around, 16, bytes.length))
          .as("record=%s", Arrays.toString(bytes))
          .isEqualTo(outcome(format, bytes, 0, bytes.length));
    }
  }

  private static String outcome(ExampleFormat format, byte[] bytes, int offset, int length) {
    FieldValues values = new FieldValues(FieldNames.of("a", "d"));
    try {
      format.decode(bytes, offset, length, values);
    } catch (UnusableRecordException e) {
      return e.reason() + " " + e.detail();
    }
    return values.kind(0) + values.text(0) + "\n" + values.kind(1) + values.text(1);
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    if (random.nextInt(3) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static boolean decodesOrIsUnusable(ExampleFormat format, byte[] record) {
    try {
      decode(format, record);
      return true;
    } catch (UnusableRecordException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("record=" + Arrays.toString(record), e);
    }
  }

  private static FieldValues decode(ExampleFormat format, byte[] record) {
    FieldValues values = new FieldValues(FieldNames.of("a", "d"));
    format.decode(record, 0, record.length, values);
    return values;
  }

  @Test
  void unknownFormatsAreRefused() {
    assertThatThrownBy(() -> ExampleFormats.create("xml", FormatOptions.DEFAULT))
        .hasMessage("unknown record format: format=xml allowed=[avro, csv, json]");
  }
}
