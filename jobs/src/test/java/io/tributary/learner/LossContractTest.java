package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.Link;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered loss must hold to. */
class LossContractTest {
  private static final List<Double> LABELS = List.of(0.0, 1.0, -3.5, 0.25, 40.0);

  static List<Loss> losses() {
    return Stream.concat(
            Losses.all().stream(), Stream.of("quantile(0.9)", "quantile(0.01)").map(Losses::named))
        .toList();
  }

  /** Returns true where a difference between both sides of a margin says nothing. */
  private static boolean isAtKink(Loss loss, double margin, double label) {
    return Math.abs(margin - loss.kink(label)) < 1e-4;
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
        if (isAtKink(loss, margin, label)) {
          continue;
        }
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
      if (!Double.isNaN(loss.kink(label))) {
        continue; // It has something else in its place.
      }
      for (double margin : margins(20)) {
        double difference =
            (loss.gradient(margin + h, label) - loss.gradient(margin - h, label)) / (2 * h);
        assertThat(loss.curvature(margin, label))
            .as("margin=%s label=%s", margin, label)
            .isCloseTo(
                difference, within(1e-8 * Math.max(Math.max(1, Math.abs(margin)), difference)))
            .isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theGradientJumpsWhereAKinkIs(Loss loss) {
    for (double label : labels(loss)) {
      double kink = loss.kink(label);
      if (!Double.isNaN(kink)) {
        assertThat(loss.gradient(kink + 1e-9, label))
            .isGreaterThan(loss.gradient(kink - 1e-9, label) + .5);
        assertThat(loss.gradient(kink, label)).isZero();
      }
    }
  }

  /** What stands in for the second derivative of a loss with a kink. */
  @Test
  void curvatureOfStraightLosses() {
    Loss hinge = Losses.named("hinge");
    assertThat(hinge.curvature(.9, 1)).isEqualTo(1);
    assertThat(hinge.curvature(1.1, 1)).isZero();
    assertThat(hinge.curvature(-.9, 0)).isEqualTo(1);
    assertThat(hinge.curvature(-1.1, 0)).isZero();
    assertThat(Losses.named("quantile(0.8)").curvature(7, -3)).isCloseTo(.8 * .2, within(1e-15));
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
      double best = best(loss, label);
      if (!loss.name().equals("hinge")) { // Its labels are classes, and no predictions.
        assertThat(loss.link().predict(best))
            .isCloseTo(label, within(1e-15 + 1e-15 * Math.abs(label)));
      }
      assertThat(loss.gradient(best, label)).isCloseTo(0, within(1e-15 + 1e-15 * Math.abs(label)));
      assertThat(loss.loss(best, label)).isBetween(0.0, 1e-15);
      for (double margin : margins(20)) {
        assertThat(loss.loss(margin, label)).isGreaterThanOrEqualTo(loss.loss(best, label));
      }
    }
  }

  private static double best(Loss loss, double label) {
    if (loss.name().equals("hinge")) {
      return label > 0.5 ? 1 : -1;
    }
    return switch (loss.link()) {
      // A label on the link's edge is reached at a far margin.
      case LOGISTIC -> label > 0.5 ? 40 : -40;
      case EXPONENTIAL -> label == 0 ? -40 : Math.log(label);
      default -> label;
    };
  }

  @ParameterizedTest
  @MethodSource("losses")
  void resultsAreFiniteFarOut(Loss loss) {
    for (double label : labels(loss)) {
      for (double margin : new double[] {-1e4, 1e4, -1e150, 1e150, -800, 800, 0, -0.0}) {
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
    assertThat(Losses.named(loss.name())).isEqualTo(loss);
  }

  @Test
  void anUnknownNameIsToldWhatIsAllowed() {
    assertThatThrownBy(() -> Losses.named("cubic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown loss: loss=cubic allowed=logistic,squared,hinge,poisson,quantile");
    assertThatThrownBy(() -> Losses.named("quantile(x)"))
        .hasMessage("parameter of a loss is no number: loss=quantile(x) allowed=quantile(0.9)");
    assertThatThrownBy(() -> Losses.named("quantile(1)"))
        .hasMessage("quantile out of range: quantile=1.0 allowed=above 0, below 1");
    assertThatThrownBy(() -> Losses.named("quantile(NaN)")).hasMessageContaining("quantile=NaN");
  }

  @Test
  void aNameCarriesTheParameter() {
    assertThat(Losses.quantile(.9)).isEqualTo("quantile(0.9)");
    assertThat(Losses.named("quantile(0.9)").loss(1, 3)).isEqualTo(1.8);
    assertThat(Losses.named("quantile(0.9)").loss(3, 1)).isCloseTo(.2, within(1e-15));
    assertThat(Losses.named("quantile")).isEqualTo(Losses.named("quantile(0.5)"));
    assertThat(Losses.names())
        .containsExactly("logistic", "squared", "hinge", "poisson", "quantile", "softmax");
  }

  /** By the definition, 2 * (y log(y / p) - (y - p)), of which the loss is half. */
  @Test
  void poissonLossIsHalfTheDeviance() {
    Loss loss = Losses.named("poisson");
    double p = Math.exp(1.2);
    assertThat(loss.loss(1.2, 5)).isCloseTo(5 * Math.log(5 / p) - (5 - p), within(1e-14));
    assertThat(loss.loss(1.2, 0)).isEqualTo(p);
    assertThat(loss.allows(-1)).isFalse();
    assertThat(loss.allows(0)).isTrue();
    assertThat(loss.allows(2.5)).isTrue();
  }

  @Test
  void poissonLossGoesOnStraightWhereAFloatEnds() {
    Loss loss = Losses.named("poisson");
    double bound = Link.MOST_EXPONENT;
    assertThat(loss.gradient(bound + 5, 3)).isEqualTo(loss.gradient(bound, 3));
    assertThat(loss.loss(bound + 2, 3) - loss.loss(bound + 1, 3))
        .isCloseTo(loss.gradient(bound, 3), within(1e-9 * Float.MAX_VALUE));
    assertThat((float) Link.EXPONENTIAL.predict(1e9)).isEqualTo(Float.MAX_VALUE);
    assertThat(Link.EXPONENTIAL.predict(Double.NaN)).isNaN();
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
