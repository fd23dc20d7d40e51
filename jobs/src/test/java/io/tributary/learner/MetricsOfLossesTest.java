package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.model.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics of losses other than the logistic and the squared one. */
class MetricsOfLossesTest {
  private record Seen(int label, double[] margins, double weight) {}

  private static ProgressiveMetrics counted(String loss, double[][] labelMarginWeight) {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (double[] one : labelMarginWeight) {
      metrics.add(one[0], one[1], one[2], Losses.named(loss));
    }
    return metrics;
  }

  private static List<Seen> seen(long seed, int count, int classes) {
    Random random = new Random(seed);
    List<Seen> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] margins = random.doubles(classes).map(x -> 4 * x).toArray();
      int label = random.nextInt(3) > 0 ? random.nextInt(classes) : 0;
      all.add(new Seen(label, margins, random.nextInt(3) * .7 + .1));
    }
    return all;
  }

  private static ProgressiveMetrics counted(List<Seen> all) {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    all.forEach(one -> metrics.add(one.label, one.margins, one.weight));
    return metrics;
  }

  private static void assertSame(ProgressiveMetrics actual, ProgressiveMetrics expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void pinballIsTheMeanCostOfTooLowAndTooHigh() {
    ProgressiveMetrics metrics = counted("quantile(0.9)", new double[][] {{5, 3, 1}, {1, 3, 3}});
    assertThat(metrics.pinball()).isCloseTo((.9 * 2 + .1 * 2 * 3) / 4, within(1e-12));
    assertThat(metrics.mae()).isEqualTo(2);
    assertThat(metrics.rmse()).isEqualTo(2);
    assertThat(metrics.hinge()).isNaN();
    assertThat(metrics.logLoss()).isNaN();
  }

  @Test
  void devianceIsTwiceTheLossAndErrorsAreThoseOfTheMean() {
    double p = Math.exp(.5);
    ProgressiveMetrics metrics = counted("poisson", new double[][] {{3, .5, 1}, {0, .5, 2}});
    double first = 2 * (3 * Math.log(3 / p) - (3 - p));
    assertThat(metrics.deviance()).isCloseTo((first + 2 * 2 * p) / 3, within(1e-12));
    assertThat(metrics.mae()).isCloseTo((3 - p + 2 * p) / 3, within(1e-12));
    assertThat(metrics.calibration()).isCloseTo(3 * p / 3, within(1e-12));
    assertThat(metrics.pinball()).isNaN();
    // The link's usual loss is the same.
    ProgressiveMetrics byLink = new ProgressiveMetrics();
    byLink.add(3, .5, 1, Link.EXPONENTIAL);
    byLink.add(0, .5, 2, Link.EXPONENTIAL);
    assertSame(byLink, metrics);
  }

  @Test
  void hingeKeepsItsLossAndWhatRanksAndClassesTell() {
    ProgressiveMetrics metrics =
        counted("hinge", new double[][] {{1, 2, 1}, {0, .5, 1}, {0, -3, 1}, {1, -.5, 1}});
    assertThat(metrics.hinge()).isEqualTo((0 + 1.5 + 0 + 1.5) / 4);
    assertThat(metrics.accuracy()).isEqualTo(.5);
    assertThat(metrics.auc()).isEqualTo(.75);
    assertThat(metrics.meanLabel()).isEqualTo(.5);
    assertThat(metrics.rmse()).isNaN();
    assertThat(metrics.calibration()).isNaN();
    assertThat(metrics.meanPrediction()).isNaN();
    assertThat(metrics.logLoss()).isNaN();
  }

  @Test
  void classMetricsAreWhatTheirDefinitionsSay() {
    List<Seen> all = seen(1, 2000, 4);
    double loss = 0;
    double weights = 0;
    int[][] confusion = new int[4][4];
    for (Seen one : all) {
      double sum = 0;
      int best = 0;
      for (int c = 0; c < 4; c++) {
        sum += Math.exp(one.margins[c]);
        best = one.margins[c] > one.margins[best] ? c : best;
      }
      loss -= one.weight * Math.log(Math.exp(one.margins[one.label]) / sum);
      weights += one.weight;
      confusion[one.label][best]++;
    }
    double f1 = 0;
    int correct = 0;
    for (int c = 0; c < 4; c++) {
      int predicted = 0;
      int actual = 0;
      for (int other = 0; other < 4; other++) {
        predicted += confusion[other][c];
        actual += confusion[c][other];
      }
      double precision = confusion[c][c] / (double) predicted;
      double recall = confusion[c][c] / (double) actual;
      f1 += 2 * precision * recall / (precision + recall) / 4;
      correct += confusion[c][c];
    }
    ProgressiveMetrics metrics = counted(all);
    assertThat(metrics.logLoss()).isCloseTo(loss / weights, within(1e-12));
    assertThat(metrics.accuracy()).isEqualTo(correct / 2000.0);
    assertThat(metrics.macroF1()).isCloseTo(f1, within(1e-12));
    assertThat(metrics.auc()).isNaN();
    assertThat(metrics.rmse()).isNaN();
    assertThat(metrics.meanLabel()).isNaN();
  }

  @Test
  void macroF1IsOfTheClassesThatWereThereOrWerePredicted() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    metrics.add(0, new double[] {1, 0, 0, 0}, 1);
    metrics.add(0, new double[] {0, 1, 0, 0}, 1);
    // Class 0 has 2/3, class 1 was predicted in vain, and nobody knows of 2 and 3.
    assertThat(metrics.macroF1()).isCloseTo((2 / 3.0 + 0) / 2, within(1e-15));
  }

  @Test
  void certainAndWrongCostsALotButNotInfinitelyMuch() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    metrics.add(1, new double[] {1e6, 0}, 1);
    assertThat(metrics.logLoss()).isCloseTo(-Math.log(1e-15), within(1e-9));
  }

  @Test
  void theClassBeforeIsAForecast() {
    WindowedMetrics metrics = new WindowedMetrics(40);
    int[] labels = {2, 2, 0, 0, 0, 1, 1};
    for (int label : labels) {
      metrics.add(label, new double[] {0, 0, 1}, 1);
    }
    assertThat(metrics.total().lastClassAccuracy()).isEqualTo(4 / 7.0);
    assertThat(metrics.copy().copy()).usingRecursiveComparison().isEqualTo(metrics);
    // Of other kinds it is not kept.
    WindowedMetrics binary = new WindowedMetrics(40);
    binary.add(1, .5, 1, Link.LOGISTIC);
    assertThat(binary.total().lastClassAccuracy()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void classesMergeInAnyOrderAndSubtract(long seed) {
    List<Seen> all = seen(seed, 600, 5);
    ProgressiveMetrics expected = counted(all);
    Collections.shuffle(all, new Random(seed));
    ProgressiveMetrics a = counted(all.subList(0, 200));
    ProgressiveMetrics b = counted(all.subList(200, 600));
    ProgressiveMetrics merged = b.copy();
    merged.merge(a);
    assertSame(merged, expected);
    merged.subtract(b);
    assertSame(merged, a);
    merged.subtract(a);
    assertSame(merged, new ProgressiveMetrics());
    merged.merge(expected);
    assertSame(merged, expected);
  }

  @Test
  void aWindowHasTheMetricsOfItsExamples() {
    List<Seen> all = seen(4, 95, 3);
    WindowedMetrics metrics = new WindowedMetrics(40);
    all.forEach(one -> metrics.add(one.label, one.margins, one.weight));
    ProgressiveMetrics expected = counted(all.subList(60, 95));
    ProgressiveMetrics window = metrics.window();
    assertThat(window.count()).isEqualTo(35);
    assertThat(window.macroF1()).isEqualTo(expected.macroF1());
    assertThat(window.accuracy()).isEqualTo(expected.accuracy());
    assertThat(window.logLoss()).isEqualTo(expected.logLoss());
    assertThat(window.lastClassAccuracy()).isPositive();
  }

  @Test
  void whatIsNotFiniteOrOfNoClassIsLeftOut() {
    ProgressiveMetrics metrics = new ProgressiveMetrics();
    for (double broken : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
      metrics.add(0, new double[] {1, broken}, 1);
      metrics.add(0, new double[] {1, 2}, broken);
      for (Loss loss : Losses.all()) {
        metrics.add(1, broken, 1, loss);
        metrics.add(broken, 1, 1, loss);
        metrics.add(1, 1, broken, loss);
      }
    }
    metrics.add(-1, new double[] {1, 2}, 1);
    metrics.add(2, new double[] {1, 2}, 1);
    assertSame(metrics, new ProgressiveMetrics());
    assertThatThrownBy(() -> metrics.add(1, 1, 1, Link.SOFTMAX))
        .hasMessage("link has several margins: link=SOFTMAX");
  }

  /** What is shown is kept, and what is not kept is shown nowhere. */
  @Test
  void everyKindKeepsWhatItShows() {
    for (String loss : Losses.names()) {
      MetricsKind kind = MetricsKind.ofLoss(loss);
      ProgressiveMetrics metrics = new ProgressiveMetrics();
      for (int i = 0; i < 20; i++) {
        if (kind == MetricsKind.CLASSES) {
          metrics.add(i % 3, new double[] {i % 5, 1, 2}, 1);
        } else {
          metrics.add(i % 2, i % 5 - 2, 1, Losses.named(loss));
        }
      }
      for (Metric metric : Metric.values()) {
        boolean isOfBinary = metric == Metric.RMSE || metric == Metric.MAE;
        boolean isMean = metric == Metric.CALIBRATION;
        if (kind.shown().contains(metric)) {
          assertThat(metric.of(metrics)).as("%s of %s", metric, loss).isFinite();
        } else if (!isOfBinary && !isMean) {
          assertThat(metric.of(metrics)).as("%s of %s", metric, loss).isNaN();
        }
      }
      assertThat(kind.headline()).isEqualTo(kind.shown().get(0));
    }
    assertThat(Metric.LOG_LOSS.windowName()).isEqualTo("windowLogLoss");
  }
}
