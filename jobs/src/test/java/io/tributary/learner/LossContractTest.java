package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.Link;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered loss must hold to. */
class LossContractTest {
  private static final List<Double> LABELS = List.of(0.0, 1.0, -3.5, 0.25, 40.0);

  static List<Loss> losses() {
    return Losses.all();
  }

  private static double[] labels(Loss loss) {
    return LABELS.stream().mapToDouble(Double::doubleValue).filter(loss::allows).toArray();
  }

  private static double[] margins(double limit) {
    return DoubleStream.iterate(-limit, m -> m <= limit, m -> m + limit / 40).toArray();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradientIsTheDerivative(Loss loss) {
    double h = 1e-5;
    for (double label : labels(loss)) {
      for (double margin : margins(20)) {
        double difference = (loss.loss(margin + h, label) - loss.loss(margin - h, label)) / (2 * h);
        assertThat(loss.gradient(margin, label))
            .as("margin=%s label=%s", margin, label)
            .isCloseTo(difference, within(1e-8 * Math.max(1, Math.abs(difference) * 10)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void curvatureIsTheDerivativeOfTheGradient(Loss loss) {
    double h = 1e-5;
    for (double label : labels(loss)) {
      for (double margin : margins(20)) {
        double difference =
            (loss.gradient(margin + h, label) - loss.gradient(margin - h, label)) / (2 * h);
        assertThat(loss.curvature(margin, label))
            .as("margin=%s label=%s", margin, label)
            .isCloseTo(difference, within(1e-8 * Math.max(1, Math.abs(margin))))
            .isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradientNeverFalls(Loss loss) {
    for (double label : labels(loss)) {
      double before = Double.NEGATIVE_INFINITY;
      for (double margin : margins(50)) {
        double gradient = loss.gradient(margin, label);
        assertThat(gradient).isGreaterThanOrEqualTo(before);
        before = gradient;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossIsLeastWhereThePredictionIsTheLabel(Loss loss) {
    for (double label : labels(loss)) {
      // a label on the link's edge is reached at a far margin
      double best = loss.link() == Link.LOGISTIC ? (label > 0.5 ? 40 : -40) : label;
      assertThat(loss.link().predict(best)).isCloseTo(label, within(1e-15));
      assertThat(loss.gradient(best, label)).isCloseTo(0, within(1e-15));
      assertThat(loss.loss(best, label)).isBetween(0.0, 1e-15);
      for (double margin : margins(20)) {
        assertThat(loss.loss(margin, label)).isGreaterThanOrEqualTo(loss.loss(best, label));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void resultsAreFiniteFarOut(Loss loss) {
    for (double label : labels(loss)) {
      for (double margin : new double[] {-1e4, 1e4, -1e40, 1e40, -800, 800, 0, -0.0}) {
        assertThat(loss.loss(margin, label)).isFinite().isNotNegative();
        assertThat(loss.gradient(margin, label)).isFinite();
        assertThat(loss.curvature(margin, label)).isFinite().isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void nonFiniteLabelsAreNotAllowed(Loss loss) {
    assertThat(loss.allows(Double.NaN)).isFalse();
    assertThat(loss.allows(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(loss.allows(Double.NEGATIVE_INFINITY)).isFalse();
    assertThat(loss.allows(1)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isFoundByItsName(Loss loss) {
    assertThat(Losses.named(loss.name())).isSameAs(loss);
  }

  @Test
  void anUnknownNameIsToldWhatIsAllowed() {
    assertThatThrownBy(() -> Losses.named("hinge"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown loss: loss=hinge allowed=logistic,squared");
  }

  @Test
  void logisticLossIsInNatsAndKeepsSmallDigits() {
    Loss loss = Losses.named("logistic");
    assertThat(loss.loss(0, 1)).isEqualTo(Math.log(2));
    assertThat(loss.loss(40, 1)).isCloseTo(4.248354255291589e-18, within(1e-30));
    assertThat(loss.gradient(40, 1)).isCloseTo(-4.248354255291589e-18, within(1e-30));
    assertThat(loss.allows(0.5)).isFalse();
  }

  @Test
  void squaredLossIsHalfTheSquare() {
    Loss loss = Losses.named("squared");
    assertThat(loss.loss(5, 2)).isEqualTo(4.5);
    assertThat(loss.gradient(5, 2)).isEqualTo(3);
  }
}
