package io.tributary.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import io.tributary.example.RejectReason;
import io.tributary.example.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
  private static final FormatOptions COLUMNS = new FormatOptions(List.of("x", "a", "b", "c"));

  private static FieldValues decode(FormatOptions options, byte[] bytes) {
    FieldValues values = new FieldValues(FieldNames.of("c", "a", "b"));
    new CsvFormat(options).decode(bytes, 0, bytes.length, values);
    return values;
  }

  @Test
  void readsRowsOfKnownColumns() {
    FieldValues values = decode(COLUMNS, "skipped,\"say \"\"hi\"\",\r\nok\",,\"\"".getBytes(UTF_8));

    assertThat(values.text(1)).isEqualTo("say \"hi\",\r\nok");
    assertThat(values.kind(2)).isEqualTo(Kind.MISSING);
    assertThat(values.kind(0)).isEqualTo(Kind.TEXT);
    assertThat(values.text(0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b,a\n1,2", "b,a\r\n1,2\r\n", "\"b\",\"a\"\n\"1\",2\n\n", "\ufeffb,a\n1,2"})
  void readsRowsUnderTheirOwnHeader(String record) {
    FieldValues values = decode(FormatOptions.DEFAULT, record.getBytes(UTF_8));

    assertThat(values.text(2)).isEqualTo("1");
    assertThat(values.number(1)).isEqualTo(2);
    assertThat(values.kind(0)).isEqualTo(Kind.MISSING);
  }

  @Test
  void readsOtherDelimiters() {
    FieldValues values =
        decode(new FormatOptions(List.of("a", "b"), '\t'), "1,5\t\"x\ty\"".getBytes(UTF_8));

    assertThat(values.text(1)).isEqualTo("1,5");
    assertThat(values.text(2)).isEqualTo("x\ty");
  }

  @Test
  void servesValuesOfDifferentFieldsInTurn() {
    CsvFormat format = new CsvFormat(COLUMNS);
    FieldValues first = new FieldValues(FieldNames.of("a"));
    FieldValues second = new FieldValues(FieldNames.of("c"));
    byte[] row = "1,2,3,4".getBytes(UTF_8);
    for (int i = 0; i < 2; i++) {
      format.decode(row, 0, row.length, first);
      format.decode(row, 0, row.length, second);
      assertThat(first.text(0)).isEqualTo("2");
      assertThat(second.text(0)).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2,3",
        "1,2,3,4,5",
        "1,\"2,3,4",
        "1,\"2\"x,3,4",
        "1,2\"x,3,4",
        "1,2,3,4\n1,2,3,4",
        "1,2,3,\n4",
        "1",
        "1,\"\u0000\"\"\",2,\""
      })
  void saysWhyARowIsUnusable(String record) {
    assertNotCsv(COLUMNS, record.getBytes(UTF_8));
  }

  @Test
  void refusesAHeaderAloneAndOtherEncodings() {
    assertNotCsv(FormatOptions.DEFAULT, "a,b\n".getBytes(UTF_8));
    assertNotCsv(COLUMNS, "1,caf\u00e9,3,4".getBytes(ISO_8859_1));
  }

  private static void assertNotCsv(FormatOptions options, byte[] record) {
    assertThatThrownBy(() -> decode(options, record))
        .isInstanceOfSatisfying(
            UnusableRecordException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_CSV));
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> new FormatOptions(List.of("a", "a")))
        .hasMessage("column is there twice: columns=[a, a]");
    assertThatThrownBy(() -> new FormatOptions(List.of(), '"'))
        .hasMessageContaining("delimiter=34");
  }

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|', ' '})
  void plainCellsOfAllLengthsEndAtTheDelimiterAndAreUtf8(char delimiter) {
    List<String> pieces =
        List.of("a", "1", "-", "!", "#", "\u007f", "\u0001", "\r", "\u00e9", "\u6f22", ".");
    FieldValues values = new FieldValues(FieldNames.of("a", "b", "c"));
    ExampleFormat csv = new CsvFormat(new FormatOptions(List.of("a", "b", "c"), delimiter));
    Random random = new Random(delimiter);
    for (int i = 0; i < 10_000; i++) {
      List<String> cells = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        StringBuilder cell = new StringBuilder("x");
        for (int k = random.nextInt(25); k > 0; k--) {
          cell.append(pieces.get(random.nextInt(pieces.size() - (i % 2) * 4)));
        }
        cells.add(cell + "x");
      }
      byte[] row = String.join(String.valueOf(delimiter), cells).getBytes(UTF_8);
      csv.decode(row, 0, row.length, values);
      for (int j = 0; j < 3; j++) {
        assertThat(values.text(j)).isEqualTo(cells.get(j));
      }

      int broken = 1 + random.nextInt(cells.get(0).getBytes(UTF_8).length - 1);
      row[broken] = (byte) 0xFF;
      assertThatThrownBy(() -> csv.decode(row, 0, row.length, values))
          .isInstanceOf(UnusableRecordException.class)
          .hasMessageContaining("csv is not utf-8: field=a");
      row[broken] = '"';
      assertThatThrownBy(() -> csv.decode(row, 0, row.length, values))
          .isInstanceOf(UnusableRecordException.class)
          .hasMessageEndingWith("quote within a cell that is not quoted: byte=" + broken);
    }
  }
}
