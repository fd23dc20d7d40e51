package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.UnusableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvRowsTest {
  private static final FieldNames FIELDS = FieldNames.of("site", "age", "clicked");
  private static final FormatOptions COLUMNS =
      new FormatOptions(List.of("clicked", "site", "page", "age"));

  private static String convert(FormatOptions options, String json) {
    return new String(new CsvRows(options, FIELDS).convert(json.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void writesTheColumnsInTheirOrder() {
    assertThat(convert(COLUMNS, "{\"site\":\"s\",\"other\":1,\"age\":1.50,\"clicked\":true}"))
        .isEqualTo("true,s,,1.50");
    assertThat(convert(new FormatOptions(List.of("age", "site"), ';'), "{\"site\":\"a,b;c\"}"))
        .isEqualTo(";\"a,b;c\"");
  }

  @Test
  void recordsWithoutColumnsCarryTheirHeader() {
    assertThat(convert(FormatOptions.DEFAULT, "{\"clicked\":0,\"site\":\"s\"}"))
        .isEqualTo("site,age,clicked\ns,,0");
  }

  @Test
  void whatItWritesIsReadAsItWas() {
    List<String> texts = List.of("", "plain", "two\nlines", "say \"hi\"", "a,b", "\r", "grün", " ");
    for (FormatOptions options : List.of(COLUMNS, FormatOptions.DEFAULT)) {
      CsvRows rows = new CsvRows(options, FIELDS);
      FieldValues values = new FieldValues(FIELDS);
      for (String text : texts) {
        String json = text.replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
        byte[] row = rows.convert(("{\"site\":\"" + json + "\",\"age\":null}").getBytes(UTF_8));
        ExampleFormats.create("csv", options).decode(row, 0, row.length, values);
        assertThat(values.text(0)).isEqualTo(text);
        assertThat(values.kind(0)).isEqualTo(FieldValues.Kind.TEXT);
        assertThat(values.isPresent(1)).isFalse();
        assertThat(values.isPresent(2)).isFalse();
      }
    }
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> convert(COLUMNS, "oops")).isInstanceOf(UnusableRecordException.class);
  }
}
