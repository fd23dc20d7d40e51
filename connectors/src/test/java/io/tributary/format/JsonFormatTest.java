package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import io.tributary.example.FieldValues.Kind;
import io.tributary.example.UnusableRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormatTest {
  private static FieldValues decode(String json) {
    FieldValues values = new FieldValues(FieldNames.of("a", "b", "c", "d"));
    byte[] bytes = json.getBytes(UTF_8);
    new JsonFormat().decode(bytes, 0, bytes.length, values);
    return values;
  }

  @Test
  void keepsKindsAndTextsAsWritten() {
    FieldValues values = decode(" {\"a\":\"\\u00fc\\n\", \"b\" : 1.50e3,\"c\":true,\"d\":null}\n ");

    assertThat(values.kind(0)).isEqualTo(Kind.TEXT);
    assertThat(values.text(0)).isEqualTo("\u00fc\n");
    assertThat(values.kind(1)).isEqualTo(Kind.NUMBER);
    assertThat(values.text(1)).isEqualTo("1.50e3");
    assertThat(values.number(1)).isEqualTo(1500);
    assertThat(values.kind(2)).isEqualTo(Kind.BOOLEAN);
    assertThat(values.number(2)).isEqualTo(1);
    assertThat(values.kind(3)).isEqualTo(Kind.NULL);
  }

  @Test
  void skipsWhatIsNotNeededAndTakesTheLastOfARepeatedField() {
    FieldValues values =
        decode("{\"x\":{\"a\":[1,{\"b\":2}]},\"a\":1,\"y\":[[],{}],\"b\":5,\"a\":2,\"b\":null}");

    assertThat(values.text(0)).isEqualTo("2");
    assertThat(values.kind(1)).isEqualTo(Kind.NULL);
    assertThat(values.kind(2)).isEqualTo(Kind.MISSING);
  }

  @Test
  void anEmptyNameIsNoOtherName() {
    assertThat(decode("{\"\":\"\\n\",\"b\":1}").isPresent(0)).isFalse();
    assertThat(decode("{\"\":7,\"b\":1}").isPresent(0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1|not-json",
        "{\"a\":1,}|not-json",
        "{\"a\":01}|not-json",
        "{\"a\":NaN}|not-json",
        "{\"a\":'x'}|not-json",
        "{\"a\":1}{}|not-json",
        "{\"a\":1} x|not-json",
        "{\"a\":1}]|not-json",
        "{\"x\":[1,{\"y\":2}|not-json",
        "hello|not-json",
        "[{\"a\":1}]|not-an-object",
        "1|not-an-object",
        "null|not-an-object",
        "\"text\"|not-an-object",
        "{\"a\":{}}|nested-value",
        "{\"a\":[1]}|nested-value",
      })
  void saysWhyARecordIsUnusable(String json, String reason) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOfSatisfying(
            UnusableRecordException.class, e -> assertThat(e.reason().code()).isEqualTo(reason));
  }

  @Test
  void deepNestingIsNotAStackOverflow() {
    String deep = "{\"x\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> decode(deep)).isInstanceOf(UnusableRecordException.class);
  }
}
