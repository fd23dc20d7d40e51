package io.tributary.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.UnusableRecordException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read the short way is what the full parser reads, and what it refuses stays refused. */
class PlainJsonTest {
  private final JsonFormat format = new JsonFormat();
  private final JsonFormat reference = new JsonFormat();
  private final PlainJson plain = new PlainJson();
  private FieldValues values = new FieldValues(FieldNames.of(RandomJson.NAMES));
  private FieldValues expected = new FieldValues(FieldNames.of(RandomJson.NAMES));
  private int shortWay;
  private int refused;

  private void needing(List<String> names) {
    values = new FieldValues(FieldNames.of(names));
    expected = new FieldValues(values.names());
  }

  /** Decodes a record in both ways, with what could be more of it before and after. */
  private void compare(byte[] record) {
    byte[] around = "\"a\":1,\"b2\":\"x\"}  }".getBytes(UTF_8);
    byte[] padded = Arrays.copyOf(around, around.length * 2 + record.length);
    System.arraycopy(record, 0, padded, around.length, record.length);
    System.arraycopy(around, 0, padded, around.length + record.length, around.length);

    String all = parse(padded, around.length, record.length);
    refused += all.startsWith("rejected") ? 1 : 0;
    if (plain.read(padded, around.length, record.length, values)) {
      check(shown(values), all, record);
      shortWay++;
    }
    check(decode(padded, around.length, record.length), all, record);
    // The end of the array is another end.
    check(decode(record, 0, record.length), all, record);
  }

  private static void check(String found, String wanted, byte[] record) {
    if (!found.equals(wanted)) {
      assertThat(found).as(new String(record, ISO_8859_1)).isEqualTo(wanted);
    }
  }

  private String parse(byte[] bytes, int offset, int length) {
    try {
      reference.parse(bytes, offset, length, expected);
      return shown(expected);
    } catch (UnusableRecordException e) {
      return "rejected " + e.reason() + " " + e.detail();
    }
  }

  private String decode(byte[] bytes, int offset, int length) {
    try {
      format.decode(bytes, offset, length, values);
      return shown(values);
    } catch (UnusableRecordException e) {
      return "rejected " + e.reason() + " " + e.detail();
    }
  }

  private static String shown(FieldValues values) {
    StringBuilder shown = new StringBuilder();
    for (int slot = 0; slot < values.names().size(); slot++) {
      shown.append(values.kind(slot)).append(' ');
      if (values.isPresent(slot)) {
        int from = values.offset(slot);
        shown.append(
            new String(values.bytes(slot), from, values.length(slot), ISO_8859_1)
                .replace(",", "\\,"));
      }
      shown.append(',');
    }
    return shown.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 40})
  void readsRandomRecordsAsTheFullParserDoes(int odd) {
    Random random = new Random(odd);
    RandomJson records = new RandomJson(random);
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      if (i % 1000 == 0) {
        List<String> needed = new ArrayList<>(RandomJson.NAMES);
        Collections.shuffle(needed, random);
        needing(needed.subList(0, 1 + random.nextInt(needed.size())));
      }
      compare(records.next(odd));
    }
    assertThat(shortWay).as("records read the short way").isBetween(count / 100, count * 99 / 100);
    assertThat(refused).as("records refused").isBetween(count / 100, count * 99 / 100);
  }

  @Test
  void readsAllShortNumbersAsTheFullParserDoes() {
    needing(List.of("a"));
    byte[] alphabet = "018-+.eE".getBytes(UTF_8);
    byte[] record = "{\"a\":      }".getBytes(UTF_8);
    for (int length = 1; length <= 5; length++) {
      for (int code = (int) Math.pow(alphabet.length, length) - 1; code >= 0; code--) {
        int rest = code;
        for (int i = 0; i < length; i++) {
          record[5 + i] = alphabet[rest % alphabet.length];
          rest /= alphabet.length;
        }
        compare(record);
      }
    }
    assertThat(shortWay).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'a':'?'}", "{'x':'?','a':1}", "{'a?':1,'a':2}", "{'x':['?'],'a':1}"})
  void readsAllBytesInTextsAndNamesAsTheFullParserDoes(String shape) {
    needing(List.of("a", "a\u00e9", "a\u07ff", "a\ud83d\ude00"));
    String interesting =
        "\u0000\u001f\n n\"\\u/\u007f\u0080\u008f\u0090\u009f\u00a0\u00a9\u00bf\u00c0\u00c1"
            + "\u00c2\u00c3\u00df\u00e0\u00e1\u00ec\u00ed\u00ee\u00ef\u00f0\u00f1\u00f4\u00f5\u00ff";
    Random random = new Random(7);
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder("x".repeat(random.nextInt(10)));
      for (int j = random.nextInt(4); j >= 0; j--) {
        text.append(interesting.charAt(random.nextInt(interesting.length())));
      }
      text.append("y".repeat(random.nextInt(3)));
      compare(shape.replace('\'', '"').replace("?", text).getBytes(ISO_8859_1));
    }
    for (int c = 0; c < 256; c++) {
      compare(shape.replace('\'', '"').replace('?', (char) c).getBytes(ISO_8859_1));
    }
    assertThat(shortWay).isGreaterThan(100);
    assertThat(refused).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':1,'b2':'x','seven_7':-0.5e3}",
        " {\n\t'a' : true , 'b2':null\r\n} ",
        "{'na\u00efve':'\u6f22 \ud83d\ude00'}",
        "{}",
        "{'unneeded':{'a':[1,{'b':[]}]},'a':2,'a':3}",
      })
  void usualRecordsTakeTheShortWay(String record) {
    compare(record.replace('\'', '"').getBytes(UTF_8));
    assertThat(shortWay).isEqualTo(1);
    assertThat(refused).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':'\\u00fc'}",
        "{'unneeded':'\\n'}",
        "{'a':[1]}",
        "{'a':{}}",
        "\ufeff{'a':1}",
        "{'a':1} {}",
        "{'a':01}",
        "[]",
        "",
        " ",
        "{'a':1",
        "{'unneeded':[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]}",
      })
  void unusualRecordsAreLeftToTheFullParser(String record) {
    compare(record.replace('\'', '"').getBytes(UTF_8));
    assertThat(shortWay).isZero();
  }

  @Test
  void longNamesAndTextsAndManyFieldsAreReadAsTheFullParserDoes() {
    for (int length : new int[] {999, 1000, 1001, 49_999, 50_001, 1 << 20, (1 << 20) + 1}) {
      String text = "z".repeat(length);
      compare(("{\"" + text + "\":1,\"a\":2}").getBytes(UTF_8));
      compare(("{\"a\":\"" + text + "\"}").getBytes(UTF_8));
      compare(("{\"unneeded\":\"" + text + "\"}").getBytes(UTF_8));
    }
    StringBuilder many = new StringBuilder("{\"f0\":0");
    List<String> names = new ArrayList<>();
    for (int i = 1; i < 600; i++) {
      many.append(",\"field_number_").append(i).append("\":").append(i);
      names.add("field_number_" + i);
    }
    needing(names);
    for (int i = 0; i < 3; i++) {
      compare(many.append("}").toString().getBytes(UTF_8));
      many.setLength(many.length() - 1);
      assertThat(values.text(598)).isEqualTo("599");
    }
    assertThat(shortWay).isGreaterThan(10);
  }
}
