package io.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.LabelKind;
import io.tributary.example.LabelRule;
import io.tributary.learner.Losses;
import io.tributary.model.Link;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which losses and labels go together. */
final class LossAndLabelTest {
  private static String file(String model, String label) {
    return "name: m\nfeatures: [a]\ninput: {topic: t}\nmodel: {"
        + model
        + "}\nlabel: {"
        + label
        + "}\n";
  }

  private static Pipeline read(String model, String label) {
    return PipelineFile.of(file(model, label)).pipeline(Map.of());
  }

  private static List<String> errorsOf(String model, String label) {
    return PipelineFileErrorsTest.errorsOf(PipelineFile.of(file(model, label)));
  }

  @ParameterizedTest
  @CsvSource({
    "logistic, LOGISTIC, BINARY",
    "squared, IDENTITY, REAL",
    "hinge, IDENTITY, BINARY",
    "poisson, EXPONENTIAL, COUNT",
    "quantile, IDENTITY, REAL",
  })
  void aLossDecidesLinkAndLabels(String loss, Link link, LabelKind labels) {
    Pipeline pipeline = read("loss: " + loss, "field: y");
    assertThat(pipeline.model().link()).isEqualTo(link);
    assertThat(pipeline.schema().labelKind()).isEqualTo(labels);
    assertThat(Losses.named(pipeline.loss()).link()).isEqualTo(link);
  }

  @Test
  void theLossCarriesItsQuantile() {
    assertThat(read("loss: quantile, quantile: 0.9", "field: y").loss()).isEqualTo("quantile(0.9)");
    assertThat(read("loss: quantile", "field: y").loss()).isEqualTo("quantile(0.5)");
  }

  @Test
  void aQuantileIsAShareAndOfItsLossAlone() {
    assertThat(errorsOf("loss: quantile, quantile: 1", "field: y"))
        .containsExactly(
            "model.quantile: not a share: value=1 allowed=above 0, below 1 line=4 column=25");
    assertThat(errorsOf("loss: hinge, quantile: 0.9", "field: y"))
        .containsExactly(
            "model.quantile: of another loss: model.loss=hinge allowed=[model.loss: quantile]"
                + " line=4 column=22");
  }

  @Test
  void softmaxHasClasses() {
    Pipeline pipeline = read("loss: softmax", "field: y, classes: [walk, run, 3, true]");
    assertThat(pipeline.model().link()).isEqualTo(Link.SOFTMAX);
    assertThat(pipeline.schema().labelKind()).isEqualTo(LabelKind.CLASS);
    assertThat(pipeline.schema().label())
        .isEqualTo(new LabelRule.Classes("y", List.of("walk", "run", "3", "true")));
  }

  @Test
  void classesAndSoftmaxNeedEachOther() {
    assertThat(errorsOf("loss: softmax", "field: y"))
        .containsExactly(
            "label.classes: missing: model.loss=softmax allowed=a list of 2 to 1000 texts line=5"
                + " column=1");
    assertThat(errorsOf("loss: poisson", "field: y, classes: [a, b]"))
        .containsExactly(
            "label.classes: of another loss: model.loss=poisson allowed=[model.loss: softmax]"
                + " line=5 column=19");
  }

  @Test
  void classesAreSeveralDifferentTexts() {
    assertThat(errorsOf("loss: softmax", "field: y, classes: [a]"))
        .containsExactly(
            "label.classes: number of classes out of range: field=y classes=1 allowed=2..1000:"
                + " line=5 column=19");
    assertThat(errorsOf("loss: softmax", "field: y, classes: [a, b, a]"))
        .containsExactly("label.classes: class is there twice: field=y class=a: line=5 column=19");
    assertThat(errorsOf("loss: softmax", "field: y, classes: a"))
        .containsExactly("label.classes: not a list: value=a line=5 column=19");
    assertThat(errorsOf("loss: softmax", "field: y, classes: [a, [b]]"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("label.classes: not a text: ");
    assertThat(errorsOf("loss: softmax", "field: y, classes: [a, b], atLeast: 3"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("label: classes and a comparison: comparisons=[atLeast]");
    String many =
        IntStream.rangeClosed(0, 1000).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    assertThat(errorsOf("loss: softmax", "field: y, classes: [" + many + "]"))
        .hasSize(1)
        .first()
        .asString()
        .contains("classes=1001 allowed=2..1000");
  }
}
