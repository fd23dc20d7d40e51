package io.tributary.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessHistogramTest {
  @Test
  void anEmptyOneSaysZero() {
    assertThat(new FreshnessHistogram().summary()).isEqualTo(new Freshness(0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 16, 17, 31, 32, 33, 1000, 123_456_789, 1L << 60})
  void aSingleValueIsFoundWithinASixteenth(long value) {
    FreshnessHistogram histogram = new FreshnessHistogram();
    histogram.record(value, 7);
    assertThat(histogram.quantile(0)).isBetween(value, value + value / 16);
    assertThat(histogram.quantile(1)).isEqualTo(histogram.quantile(0));
    assertThat(histogram.examples()).isEqualTo(7);
  }

  @Test
  void negativeAgesCountAsZero() {
    FreshnessHistogram histogram = new FreshnessHistogram();
    histogram.record(-50, 1);
    assertThat(histogram.quantile(.5)).isZero();
  }

  @Test
  void quantilesOfMergedHistogramsAreThoseOfAllValues() {
    Random random = new Random(1);
    long[] ages = new long[10_000];
    FreshnessHistogram[] halves = {new FreshnessHistogram(), new FreshnessHistogram()};
    for (int i = 0; i < ages.length; i++) {
      ages[i] = (long) Math.exp(random.nextDouble() * 12);
      halves[i % 2].record(ages[i], 1);
    }
    Arrays.sort(ages);
    halves[0].merge(halves[1]);
    for (double share : new double[] {.01, .5, .9, .99, 1}) {
      long exact = ages[(int) Math.ceil(share * ages.length) - 1];
      assertThat(halves[0].quantile(share)).isBetween(exact, exact + exact / 16);
    }
    halves[0].clear();
    assertThat(halves[0].summary()).isEqualTo(new Freshness(0, 0, 0));
  }
}
