package io.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Linear;
import io.tributary.model.Form.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTextTest {
  private static final OptimizerSpec.AdaGrad LEARNS = new OptimizerSpec.AdaGrad(.2, 1);
  private static final List<FieldPair> PAIRS = List.of(new FieldPair(0, 1), new FieldPair(2, 3));

  static List<Form> forms() {
    return List.of(
        Form.linear(),
        new Linear(23),
        factors(1, 0, List.of(), -1),
        factors(3, 6, PAIRS, 77),
        new Network(factors(1, 6, PAIRS, 77), List.of(64, 32), List.of(4, 5), LEARNS),
        new Network(factors(1, 6, List.of(), -1), List.of(8), List.of(), LEARNS));
  }

  private static Factors factors(int outputs, int fields, List<FieldPair> without, int plain) {
    return new Factors(outputs, 8, LEARNS, .1, .05, fields, without, plain);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void readsWhatItWrites(Form form) {
    Form read = FormText.read(form.text());
    assertThat(read.text()).isEqualTo(form.text());
    assertThat(read.getClass()).isEqualTo(form.getClass());
    assertThat(read.outputs()).isEqualTo(form.outputs());
    assertThat(read.fields()).isEqualTo(form.fields());
    assertThat(read.denseRows()).isEqualTo(form.denseRows());
  }

  /** Stores hold these texts: they must stay what they are. */
  @Test
  void textsAreStored() {
    assertThat(forms().stream().map(Form::text))
        .containsExactly(
            "linear outputs=1",
            "linear outputs=23",
            "factors outputs=1 rank=8 deviation=0.05 fields=0 without= plain=-1",
            "factors outputs=3 rank=8 deviation=0.05 fields=6 without=0-1,2-3 plain=77",
            "network outputs=1 rank=8 deviation=0.05 fields=6 without=0-1,2-3 plain=77"
                + " layers=64,32 numbers=4,5",
            "network outputs=1 rank=8 deviation=0.05 fields=6 without= plain=-1"
                + " layers=8 numbers=");
  }

  @Test
  void howItLearnsIsNoPartOfIt() {
    Factors read = (Factors) FormText.read(factors(3, 6, PAIRS, 77).text());
    assertThat(read.without()).isEqualTo(PAIRS);
    assertThat(read.rank()).isEqualTo(8);
    assertThat(read.deviation()).isEqualTo(.05);
    assertThat(read.plain()).isEqualTo(77);
    assertThat(read.l2()).isZero();
  }

  @Test
  void noTextIsTheLinearForm() {
    assertThat(FormText.read("")).isEqualTo(Form.linear());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "linear",
        "linear outputs=",
        "linear outputs=0",
        "linear outputs=many",
        "linear outputs",
        "tree outputs=1",
        "factors outputs=1 rank=8 deviation=0.05 fields=0 plain=-1",
        "factors outputs=1 rank=65 deviation=0.05 fields=0 without= plain=-1",
        "factors outputs=1 rank=8 deviation=x fields=0 without= plain=-1",
        "factors outputs=1 rank=8 deviation=0.05 fields=2 without=01 plain=-1",
        "factors outputs=1 rank=8 deviation=0.05 fields=2 without=0-1, plain=-1",
        "network outputs=2 rank=8 deviation=0.05 fields=6 without= plain=-1 layers=8 numbers=",
        "network outputs=1 rank=8 deviation=0.05 fields=6 without= plain=-1 layers=8,x numbers="
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> FormText.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("form of a model is unreadable: form=" + text);
  }

  @Test
  void formsAreChecked() {
    assertThatThrownBy(() -> new Linear(0)).hasMessage("model has no output: outputs=0");
    assertThatThrownBy(() -> new Factors(1, 0, LEARNS, 0, 0, 0, List.of(), -1))
        .hasMessage("rank out of range: rank=0 allowed=1..64");
    assertThatThrownBy(
            () -> new Network(factors(2, 0, List.of(), -1), List.of(8), List.of(), LEARNS))
        .hasMessage("network has more than one output: outputs=2");
  }
}
