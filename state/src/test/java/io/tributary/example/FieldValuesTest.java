package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.FieldValues.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValuesTest {
  private final FieldValues values = new FieldValues(FieldNames.of("a", "b", "c", "d", "e"));

  private void set(int slot, Kind kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    values.set(slot, kind, bytes, 0, bytes.length);
  }

  @Test
  void holdsWhatWasSetUntilCleared() {
    set(0, Kind.TEXT, "x".repeat(1000));
    set(1, Kind.NUMBER, "12.5");
    set(0, Kind.TEXT, "later");
    values.setNull(2);

    assertThat(values.text(0)).isEqualTo("later");
    assertThat(values.number(1)).isEqualTo(12.5);
    assertThat(values.kind(2)).isEqualTo(Kind.NULL);
    assertThat(values.isPresent(2)).isFalse();
    assertThat(values.kind(3)).isEqualTo(Kind.MISSING);

    values.clear();
    assertThat(values.isPresent(0)).isFalse();
    assertThat(values.text(0)).isEmpty();
  }

  @Test
  void takesAMap() {
    Map<String, Object> map = new HashMap<>();
    map.put("a", 5);
    map.put("b", "\u00fc\u6f22\ud83d\ude00");
    map.put("c", null);
    map.put("d", true);
    map.put("other", 1);
    values.set(map);

    assertThat(values.kind(0)).isEqualTo(Kind.NUMBER);
    assertThat(values.number(0)).isEqualTo(5);
    assertThat(values.text(1)).isEqualTo("\u00fc\u6f22\ud83d\ude00");
    assertThat(values.kind(2)).isEqualTo(Kind.NULL);
    assertThat(values.number(3)).isEqualTo(1);
    assertThat(values.kind(4)).isEqualTo(Kind.MISSING);
  }

  @Test
  void encodesCharactersAsUtf8() {
    StringBuilder all = new StringBuilder();
    for (int point : new int[] {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000}) {
      all.appendCodePoint(point);
    }
    all.appendCodePoint(Character.MAX_CODE_POINT).append('\ud800').append('x').append('\udc00');
    char[] characters = all.toString().toCharArray();
    values.set(0, Kind.TEXT, characters, 0, characters.length);

    byte[] expected = all.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(values.bytes(0)).startsWith(expected);
    assertThat(values.length(0)).isEqualTo(expected.length);
  }

  @Test
  void namesTheFieldAndShortensTheValueThatIsNoNumber() {
    set(1, Kind.TEXT, "\ud83d\ude00".repeat(41));

    assertThatThrownBy(() -> values.number(1))
        .isInstanceOfSatisfying(
            UnusableRecordException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.NOT_A_NUMBER))
        .hasMessage("field is not a number: field=b value=" + "\ud83d\ude00".repeat(40) + "...")
        .hasNoCause();
    values.set(Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY));
    assertThatThrownBy(() -> values.number(0)).hasMessageEndingWith("value=NaN");
    assertThatThrownBy(() -> values.number(1)).hasMessageEndingWith("value=Infinity");
    assertThatThrownBy(() -> values.number(2)).hasMessageEndingWith("value=MISSING");
  }

  @Test
  void refersToTheRecord() {
    byte[] record = "x,12.5,true".getBytes(StandardCharsets.UTF_8);
    values.clear(record);
    values.refer(0, Kind.TEXT, 0, 1);
    values.refer(1, Kind.TEXT, 2, 4);
    values.refer(2, Kind.BOOLEAN, 7, 4);

    assertThat(values.text(0)).isEqualTo("x");
    assertThat(values.number(1)).isEqualTo(12.5);
    assertThat(values.number(2)).isEqualTo(1);
    assertThat(values.bytes(1)).isSameAs(record);
    values.clear();
    assertThat(values.text(1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, -7, 10, 99, 100, -1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE})
  void wholeNumbersAreWrittenAsLongs(long number) {
    values.setLong(1, number);
    assertThat(values.number(1)).isEqualTo((double) number);
    assertThat(values.text(1)).isEqualTo(Long.toString(number));
    assertThat(values.number(1)).isEqualTo((double) number);
    assertThat(values.kind(1)).isEqualTo(Kind.NUMBER);
  }

  @Test
  void otherNumbersAreWrittenAsDoubles() {
    values.setDouble(0, 0.1);
    values.setDouble(1, Double.POSITIVE_INFINITY);

    assertThat(values.number(0)).isEqualTo(0.1);
    assertThat(values.text(0)).isEqualTo("0.1");
    assertThatThrownBy(() -> values.number(1)).isInstanceOf(UnusableRecordException.class);
  }
}
