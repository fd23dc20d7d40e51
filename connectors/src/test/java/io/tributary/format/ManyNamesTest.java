package io.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.FieldNames;
import io.tributary.example.FieldValues;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that each have other names, as of maps whose keys are identifiers. */
class ManyNamesTest {
  private static final int RECORDS = 2_000;
  private static final int NAMES = 500;

  private final JsonFormat format = new JsonFormat();
  private final FieldValues values = new FieldValues(FieldNames.of("x"));

  /** The second text has an escape, so that the full parser reads the record. */
  @ParameterizedTest
  @ValueSource(strings = {"A", "\\u0041"})
  void aMillionNamesAreNotKept(String text) {
    String prefix = "name-" + text.length() + "-";
    for (int record = 0; record < RECORDS; record++) {
      byte[] json = json(prefix, record, text);
      format.decode(json, 0, json.length, values);
      assertThat(values.text(0)).isEqualTo("A");
    }
    assertThat(JsonFormat.knownNames()).as("names that parsers share").isLessThan(10_000);
    // Only a text that the JVM does not have becomes the JVM's own.
    for (int i = 0; i < NAMES * RECORDS; i += 1013) {
      String name = prefix + i;
      assertThat(name.intern()).as("a name that nobody has interned").isSameAs(name);
    }
  }

  private static byte[] json(String prefix, int record, String text) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < NAMES; i++) {
      json.append('"')
          .append(prefix)
          .append(record * NAMES + i)
          .append("\":")
          .append(i)
          .append(',');
    }
    return json.append("\"x\":\"").append(text).append("\"}").toString().getBytes(UTF_8);
  }
}
