package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressiveMetricsTest {
  /** The links of a single margin. */
  private static final List<Link> SINGLE = List.of(Link.IDENTITY, Link.LOGISTIC, Link.EXPONENTIAL);

  private record Seen(double label, double margin, double weight) {}

  private static List<Seen> seen(long seed, int count, double center, double spread) {
    Random random = new Random(seed);
    List<Seen> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double margin = center + spread * random.nextGaussian();
      double label = random.nextDouble() < Link.LOGISTIC.predict(margin) ? 1 : 0;
      all.add(new Seen(label, margin, random.nextInt(3) * 0.7 + 0.1));
    }
    return all;
  }

  private static ProgressiveMetrics metrics(List<Seen> all, Link link) {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    all.forEach(seen -> metrics.add(seen.label, seen.margin, seen.weight, link));
    return metrics;
  }

  private static void assertSame(ProgressiveMetrics actual, ProgressiveMetrics expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void binaryMetricsAreWhatTheirDefinitionsSay() {
    List<Seen> all = seen(1, 3000, -1, 2);
    ProgressiveMetrics metrics = metrics(all, Link.LOGISTIC);
    double weights = 0;
    double logLoss = 0;
    double squared = 0;
    double absolute = 0;
    double labels = 0;
    double predictions = 0;
    int correct = 0;
    for (Seen seen : all) {
      double p = 1 / (1 + Math.exp(-seen.margin));
      weights += seen.weight;
      logLoss -= seen.weight * (seen.label == 1 ? Math.log(p) : Math.log1p(-p));
      squared += seen.weight * (p - seen.label) * (p - seen.label);
      absolute += seen.weight * Math.abs(p - seen.label);
      labels += seen.weight * seen.label;
      predictions += seen.weight * p;
      correct += (seen.label == 1) == (p >= 0.5) ? 1 : 0;
    }
    assertThat(metrics.count()).isEqualTo(3000);
    assertThat(metrics.weight()).isCloseTo(weights, within(1e-9));
    assertThat(metrics.logLoss()).isCloseTo(logLoss / weights, within(1e-12));
    assertThat(metrics.rmse()).isCloseTo(Math.sqrt(squared / weights), within(1e-12));
    assertThat(metrics.mae()).isCloseTo(absolute / weights, within(1e-12));
    assertThat(metrics.meanLabel()).isCloseTo(labels / weights, within(1e-12));
    assertThat(metrics.meanPrediction()).isCloseTo(predictions / weights, within(1e-12));
    assertThat(metrics.calibration()).isCloseTo(predictions / labels, within(1e-12));
    assertThat(metrics.accuracy()).isEqualTo(correct / 3000.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "-1.5, 1", "-3, 0.3", "2, 4", "0, 30"})
  void aucIsThatOfAllPairs(double center, double spread) {
    List<Seen> all = seen(2, 4000, center, spread);
    double above = 0;
    long pairs = 0;
    for (Seen positive : all) {
      for (Seen negative : all) {
        if (positive.label == 1 && negative.label == 0) {
          double difference = positive.margin - negative.margin;
          above += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
          pairs++;
        }
      }
    }
    // bins are coarse for margins close together, and the outermost are wide for those far apart
    double tolerance = spread > 10 ? 5e-3 : spread < 1 ? 5e-4 : 2e-4;
    assertThat(metrics(all, Link.LOGISTIC).auc()).isCloseTo(above / pairs, within(tolerance));
  }

  @Test
  void tiesCountHalf() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (double label : new double[] {0, 1, 1, 0, 0}) {
      metrics.add(label, 0.3, 1, Link.LOGISTIC);
    }
    assertThat(metrics.auc()).isEqualTo(0.5);
    metrics.add(1, 3, 1, Link.LOGISTIC);
    assertThat(metrics.auc()).isEqualTo((3 + 0.5 * 6) / 9);
  }

  @Test
  void certainAndWrongCostsALotButNotInfinitelyMuch() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    metrics.add(0, 1e4, 1, Link.LOGISTIC);
    metrics.add(1, -1e4, 1, Link.LOGISTIC);
    assertThat(metrics.logLoss()).isCloseTo(-Math.log(1e-15), within(0.2));
    assertThat(metrics.auc()).isZero();
    assertThat(metrics.accuracy()).isZero();
  }

  @Test
  void regressionKeepsNoBinaryMetrics() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    metrics.add(3, 1, 1, Link.IDENTITY);
    metrics.add(-5, -4, 3, Link.IDENTITY);
    assertThat(metrics.rmse()).isEqualTo(Math.sqrt((4 + 3) / 4.0));
    assertThat(metrics.mae()).isEqualTo((2 + 3) / 4.0);
    assertThat(metrics.calibration()).isCloseTo(11 / 12.0, within(1e-15));
    assertThat(metrics.logLoss()).isNaN();
    assertThat(metrics.auc()).isNaN();
    assertThat(metrics.accuracy()).isNaN();
  }

  @Test
  void nothingIsNaN() {
    ProgressiveMetrics nothing = new ProgressiveMetrics();
    assertThat(nothing.count()).isZero();
    assertThat(
            new double[] {
              nothing.logLoss(),
              nothing.rmse(),
              nothing.mae(),
              nothing.accuracy(),
              nothing.auc(),
              nothing.calibration(),
              nothing.meanLabel(),
              nothing.meanPrediction()
            })
        .containsOnly(Double.NaN);
    nothing.add(0, 1, 1, Link.LOGISTIC);
    assertThat(nothing.calibration()).isNaN();
    assertThat(nothing.auc()).isNaN();
    assertThat(nothing.accuracy()).isZero();
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (double broken : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
      for (Link link : SINGLE) {
        metrics.add(1, broken, 1, link);
        metrics.add(1, broken, 0, link);
        metrics.add(broken, 1, 1, link);
        metrics.add(broken, 1, 0, link);
        metrics.add(1, 1, broken, link);
        metrics.add(1, 100, broken, link);
      }
    }
    assertSame(metrics, new ProgressiveMetrics());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void mergingInAnyOrderGivesIdenticalBits(long seed) {
    for (Link link : SINGLE) {
      List<Seen> all = seen(seed, 900, 1, 3);
      ProgressiveMetrics expected = metrics(all, link);
      Collections.shuffle(all, new Random(seed));
      ProgressiveMetrics a = metrics(all.subList(0, 10), link);
      ProgressiveMetrics b = metrics(all.subList(10, 600), link);
      ProgressiveMetrics c = metrics(all.subList(600, 900), link);
      ProgressiveMetrics left = a.copy();
      left.merge(b);
      left.merge(c);
      assertSame(left, expected);
      c.merge(b);
      c.merge(a);
      assertSame(c, expected);
    }
  }

  @Test
  void subtractingLeavesTheRest() {
    List<Seen> all = seen(7, 900, 1, 3);
    ProgressiveMetrics metrics = metrics(all, Link.LOGISTIC);
    metrics.subtract(metrics(all.subList(100, 900), Link.LOGISTIC));
    assertSame(metrics, metrics(all.subList(0, 100), Link.LOGISTIC));
  }

  @Test
  void aCopyIsItsOwn() {
    ProgressiveMetrics metrics = metrics(seen(7, 90, 1, 3), Link.LOGISTIC);
    ProgressiveMetrics copy = metrics.copy();
    assertSame(copy, metrics);
    copy.add(1, 1, 1, Link.LOGISTIC);
    assertThat(metrics.count()).isEqualTo(90);
    assertSame(metrics, metrics(seen(7, 90, 1, 3), Link.LOGISTIC));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e6, 3e13, 1e14, 1e20, 1e27, 1e30, 3.4e38})
  void theRootOfTheMeanSquareIsNoLessThanTheMeanWhateverTheLabels(double scale) {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (int i = 1; i <= 200; i++) {
      metrics.add(scale * i / 200, scale * (i % 3 - 1) / 2, 1, Link.IDENTITY);
    }
    assertThat(metrics.count()).isEqualTo(200);
    assertThat(metrics.mae()).isBetween(scale / 4, scale);
    assertThat(metrics.rmse()).isFinite().isBetween(metrics.mae(), 2 * metrics.mae());
  }
}
