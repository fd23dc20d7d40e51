package io.tributary.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.example.LabelRule.Classes;
import io.tributary.example.LabelRule.Comparison;
import io.tributary.example.LabelRule.Operator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelReaderTest {
  private static final LabelRule FIELD = new LabelRule.Field("y");

  private static float read(LabelRule rule, LabelKind kind, Object value) {
    FieldNames fields = FieldNames.of("y");
    FieldValues in = new FieldValues(fields);
    in.set(Map.of("y", value));
    return new LabelReader(rule, kind, fields).read(in);
  }

  private static RejectReason reason(LabelRule rule, LabelKind kind, Object value) {
    try {
      read(rule, kind, value);
    } catch (UnusableRecordException e) {
      return e.reason();
    }
    throw new AssertionError("accepted: value=" + value);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "1.0,1", "0.0,0", "true,1", "false,0", "True,1", "FALSE,0"})
  void binaryLabels(String text, float label) {
    assertThat(read(FIELD, LabelKind.BINARY, text)).isEqualTo(label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "-1", "0.5", "yes", "", "NaN", "truely"})
  void notBinaryLabels(String text) {
    assertThat(reason(FIELD, LabelKind.BINARY, text)).isEqualTo(RejectReason.LABEL_INVALID);
  }

  @Test
  void typedLabels() {
    assertThat(read(FIELD, LabelKind.BINARY, true)).isEqualTo(1);
    assertThat(read(FIELD, LabelKind.BINARY, 0)).isEqualTo(0);
    assertThat(read(FIELD, LabelKind.REAL, false)).isEqualTo(0);
    assertThat(read(FIELD, LabelKind.REAL, -2.5)).isEqualTo(-2.5f);
    assertThat(reason(FIELD, LabelKind.REAL, "true")).isEqualTo(RejectReason.LABEL_INVALID);
    assertThat(reason(FIELD, LabelKind.REAL, 1e39)).isEqualTo(RejectReason.LABEL_INVALID);
    assertThat(reason(FIELD, LabelKind.REAL, Double.NaN)).isEqualTo(RejectReason.LABEL_INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    ">=,0,1,1",
    ">,0,0,1",
    "<=,1,1,0",
    "<,1,0,0",
    "==,0,1,0",
    "!=,1,0,1",
  })
  void comparesNumbers(String symbol, float below, float equal, float above) {
    LabelRule rule = new Comparison("y", Operator.ofSymbol(symbol), 15);

    assertThat(read(rule, LabelKind.BINARY, "14.99")).isEqualTo(below);
    assertThat(read(rule, LabelKind.BINARY, "15.0")).isEqualTo(equal);
    assertThat(read(rule, LabelKind.BINARY, 16)).isEqualTo(above);
    assertThat(reason(rule, LabelKind.BINARY, "late")).isEqualTo(RejectReason.LABEL_INVALID);
  }

  @Test
  void comparesTexts() {
    LabelRule equal = new Comparison("y", Operator.EQUAL, "UP");
    LabelRule different = new Comparison("y", Operator.NOT_EQUAL, "UP");

    assertThat(read(equal, LabelKind.BINARY, "UP")).isEqualTo(1);
    assertThat(read(equal, LabelKind.BINARY, "UPS")).isEqualTo(0);
    assertThat(read(different, LabelKind.BINARY, "UP")).isEqualTo(0);
    assertThat(read(different, LabelKind.BINARY, "")).isEqualTo(1);
    assertThat(read(new Comparison("y", Operator.EQUAL, "true"), LabelKind.BINARY, true))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"walk,0", "run,1", "läuft,2", "4,3", "true,4"})
  void aClassIsItsIndex(String text, float label) {
    LabelRule rule = new Classes("y", List.of("walk", "run", "läuft", "4", "true"));
    assertThat(read(rule, LabelKind.CLASS, text)).isEqualTo(label);
  }

  @Test
  void classesOfOtherTypesAreTheirTexts() {
    LabelRule rule = new Classes("y", List.of("4", "true"));
    assertThat(read(rule, LabelKind.CLASS, 4)).isEqualTo(0);
    assertThat(read(rule, LabelKind.CLASS, true)).isEqualTo(1);
  }

  @Test
  void aTextThatIsNoClassIsToldWhatIsAllowed() {
    LabelRule few = new Classes("y", List.of("walk", "run"));
    assertThatThrownBy(() -> read(few, LabelKind.CLASS, "Walk"))
        .isInstanceOf(UnusableRecordException.class)
        .hasMessage("label is not allowed: field=y value=Walk allowed=[walk, run]");
    assertThat(reason(few, LabelKind.CLASS, "")).isEqualTo(RejectReason.LABEL_INVALID);
    List<String> many = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    LabelRule all = new Classes("y", many);
    assertThat(read(all, LabelKind.CLASS, "999")).isEqualTo(999);
    assertThatThrownBy(() -> read(all, LabelKind.CLASS, "1000"))
        .hasMessageEndingWith("allowed=[0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 990 more]");
  }

  @Test
  void countsAreNotNegative() {
    assertThat(read(FIELD, LabelKind.COUNT, "0")).isEqualTo(0);
    assertThat(read(FIELD, LabelKind.COUNT, "2.5")).isEqualTo(2.5f);
    assertThat(reason(FIELD, LabelKind.COUNT, "-1")).isEqualTo(RejectReason.LABEL_INVALID);
  }

  @Test
  void refusesClassesThatMakeNoSense() {
    assertThatThrownBy(() -> new Classes("y", List.of("a")))
        .hasMessage("number of classes out of range: field=y classes=1 allowed=2..1000");
    assertThatThrownBy(() -> new Classes("y", List.of("a", "b", "a")))
        .hasMessage("class is there twice: field=y class=a");
  }

  @Test
  void refusesRulesThatMakeNoSense() {
    assertThatThrownBy(() -> new Comparison("y", Operator.ABOVE, "UP"))
        .hasMessage("texts have no order: field=y operator=> text=UP allowed=[==, !=]");
    assertThatThrownBy(() -> new Comparison("y", Operator.ABOVE, Double.NaN))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Operator.ofSymbol("=>")).hasMessageContaining("operator==>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "not-a-number", "label-missing", "nested-value"})
  void reasonsHaveStableCodes(String code) {
    assertThat(RejectReason.ofCode(code).code()).isEqualTo(code);
    assertThatThrownBy(() -> RejectReason.ofCode("NOT_JSON")).hasMessageContaining("NOT_JSON");
  }
}
