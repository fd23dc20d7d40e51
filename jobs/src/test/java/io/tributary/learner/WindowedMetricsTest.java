package io.tributary.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.codec.ByteWriter;
import io.tributary.model.Link;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowedMetricsTest {
  private static void add(ProgressiveMetrics metrics, int i) {
    metrics.add(label(i), margin(i), 1 + i % 3, Link.LOGISTIC);
  }

  /** Encoded, which is compared far faster than field by field. */
  private static byte[] bytes(ProgressiveMetrics metrics) {
    ByteWriter out = new ByteWriter();
    ProgressiveMetricsCodec.INSTANCE.encode(metrics, out);
    return out.toByteArray();
  }

  private static double label(int i) {
    return new Random(i).nextInt(2);
  }

  private static double margin(int i) {
    return new Random(-i).nextGaussian() * 3;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7, 40, 100})
  void windowIsThatOfTheExamplesInIt(int windowExamples) {
    WindowedMetrics metrics = new WindowedMetrics(windowExamples);
    int pane = windowExamples / 4;
    for (int i = 0; i < 250; i++) {
      metrics.add(label(i), margin(i), 1 + i % 3, Link.LOGISTIC);
      int first = Math.max(0, i / pane - 3) * pane;
      ProgressiveMetrics expected = new ProgressiveMetrics();
      for (int j = first; j <= i; j++) {
        add(expected, j);
      }
      assertThat(bytes(metrics.window())).isEqualTo(bytes(expected));
      assertThat(metrics.total().count()).isEqualTo(i + 1);
    }
  }

  @Test
  void windowOfFewIsTheTotal() {
    WindowedMetrics metrics = new WindowedMetrics();
    assertThat(metrics.windowExamples()).isEqualTo(10_000);
    assertThat(metrics.window().count()).isZero();
    metrics.add(1, 0.3, 1, Link.LOGISTIC);
    assertThat(bytes(metrics.window())).isEqualTo(bytes(metrics.total()));
  }

  @Test
  void historyIsInTheTotalAlone() {
    ProgressiveMetrics history = new ProgressiveMetrics();
    WindowedMetrics metrics = new WindowedMetrics(8);
    WindowedMetrics without = new WindowedMetrics(8);
    for (int i = 0; i < 50; i++) {
      add(history, i);
    }
    for (int i = 50; i < 63; i++) {
      if (i == 57) {
        metrics.addHistory(history);
      }
      metrics.add(label(i), margin(i), 1, Link.LOGISTIC);
      without.add(label(i), margin(i), 1, Link.LOGISTIC);
    }
    assertThat(bytes(metrics.window())).isEqualTo(bytes(without.window()));
    assertThat(metrics.total().count()).isEqualTo(63);
  }

  @Test
  void aWindowOfLessThanItsPanesIsRefused() {
    assertThatThrownBy(() -> new WindowedMetrics(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window is too short: windowExamples=3 allowed=4..");
  }
}
