package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every objective must hold to: those of the losses, and that of several classes. */
class ObjectiveContractTest {
  static List<Objective> objectives() {
    return Stream.concat(
            Losses.names().stream()
                .filter(name -> !name.equals(Losses.SOFTMAX))
                .map(name -> Losses.objective(name, 1)),
            Stream.of(2, 3, 50).map(classes -> Losses.objective(Losses.SOFTMAX, classes)))
        .toList();
  }

  private static double[] labels(Objective objective) {
    return Stream.of(0.0, 1.0, 0.25, -3.5, 2.0, 49.0)
        .mapToDouble(Double::doubleValue)
        .filter(objective::allows)
        .toArray();
  }

  private static double[] margins(Objective objective, Random random, double spread) {
    return random.doubles(objective.outputs()).map(x -> (x - .5) * 2 * spread).toArray();
  }

  private static double difference(Objective of, double[] margins, int output, double label) {
    double h = 1e-5;
    double[] above = margins.clone();
    double[] below = margins.clone();
    above[output] += h;
    below[output] -= h;
    return (of.loss(above, label) - of.loss(below, label)) / (2 * h);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void gradientsAreTheDerivativesByEachMargin(Objective objective) {
    Random random = new Random(1);
    double[] gradients = new double[objective.outputs()];
    for (int i = 0; i < 50; i++) {
      double[] margins = margins(objective, random, 6);
      for (double label : labels(objective)) {
        objective.gradient(margins, label, gradients);
        for (int output = 0; output < gradients.length; output++) {
          double difference = difference(objective, margins, output, label);
          assertThat(gradients[output])
              .as("margins=%s label=%s output=%s", Arrays.toString(margins), label, output)
              .isCloseTo(difference, within(1e-8 * Math.max(1, Math.abs(difference) * 10)));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void curvatureIsNeverNegative(Objective objective) {
    Random random = new Random(2);
    for (int i = 0; i < 50; i++) {
      double[] margins = margins(objective, random, i);
      for (double label : labels(objective)) {
        assertThat(objective.curvature(margins, label)).isFinite().isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void resultsAreFiniteFarOut(Objective objective) {
    double[] gradients = new double[objective.outputs()];
    for (double far : new double[] {-1e150, -1e4, -800, 0, 800, 1e4, 1e150}) {
      for (int output = 0; output < gradients.length; output++) {
        double[] margins = new double[objective.outputs()];
        margins[output] = far;
        for (double label : labels(objective)) {
          objective.gradient(margins, label, gradients);
          assertThat(objective.loss(margins, label)).isFinite().isNotNegative();
          assertThat(objective.curvature(margins, label)).isFinite().isNotNegative();
          for (double gradient : gradients) {
            assertThat(gradient).isFinite();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void nonFiniteLabelsAreNotAllowed(Objective objective) {
    assertThat(objective.allows(Double.NaN)).isFalse();
    assertThat(objective.allows(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(objective.allows(1)).isTrue();
  }

  /** The sum of the second derivatives by each margin, by differences of the gradients. */
  @Test
  void curvatureOfClassesIsTheSumOfTheirs() {
    Objective softmax = Losses.objective(Losses.SOFTMAX, 4);
    double[] margins = {.3, -1, 2, .5};
    double h = 1e-5;
    double sum = 0;
    double[] above = new double[4];
    double[] below = new double[4];
    for (int c = 0; c < 4; c++) {
      double[] moved = margins.clone();
      moved[c] += h;
      softmax.gradient(moved, 1, above);
      moved[c] -= 2 * h;
      softmax.gradient(moved, 1, below);
      sum += (above[c] - below[c]) / (2 * h);
    }
    assertThat(softmax.curvature(margins, 1)).isCloseTo(sum, within(1e-9));
  }

  @Test
  void twoClassesAreTheLogisticLoss() {
    Objective softmax = Losses.objective(Losses.SOFTMAX, 2);
    Loss logistic = Losses.named("logistic");
    double[] gradients = new double[2];
    for (double margin : new double[] {-30, -2, 0, .1, 5, 40}) {
      double[] margins = {1, 1 + margin};
      softmax.gradient(margins, 1, gradients);
      double gradient = logistic.gradient(margin, 1);
      assertThat(softmax.loss(margins, 1)).isCloseTo(logistic.loss(margin, 1), within(1e-14));
      assertThat(gradients[1]).isCloseTo(gradient, within(1e-14));
      assertThat(gradients[0]).isCloseTo(-gradient, within(1e-14));
    }
    // What is nearly right keeps its digits.
    softmax.gradient(new double[] {0, 40}, 1, gradients);
    assertThat(gradients[1]).isCloseTo(-4.248354255291589e-18, within(1e-30));
    assertThat(softmax.loss(new double[] {0, 40}, 1))
        .isCloseTo(4.248354255291589e-18, within(1e-30));
  }

  @Test
  void aLabelIsTheIndexOfAClass() {
    Objective softmax = Losses.objective(Losses.SOFTMAX, 3);
    assertThat(softmax.outputs()).isEqualTo(3);
    assertThat(softmax.allows(2)).isTrue();
    assertThat(softmax.allows(3)).isFalse();
    assertThat(softmax.allows(-1)).isFalse();
    assertThat(softmax.allows(.5)).isFalse();
    assertThatThrownBy(() -> Losses.objective(Losses.SOFTMAX, 1))
        .hasMessage("too few classes: classes=1 allowed=2..");
    assertThat(Losses.objective("quantile(0.9)", 1).outputs()).isEqualTo(1);
  }
}
