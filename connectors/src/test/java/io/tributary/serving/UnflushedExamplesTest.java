package io.tributary.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.model.MergeProgress;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnflushedExamplesTest {
  private final Histogram ages = Freshness.newHistogram();

  private Freshness of(long sent, long now, long examples) {
    UnflushedExamples unflushed = new UnflushedExamples();
    unflushed.add(new MergeProgress(examples, 1, examples, sent));
    unflushed.drainTo(ages, now);
    unflushed.drainTo(ages, now + 1000);
    return Freshness.of(ages);
  }

  @Test
  void negativeAgesCountAsZero() {
    assertThat(of(1050, 1000, 7)).isEqualTo(new Freshness(7, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 255, 1000, 123_456_789, 1L << 60, Long.MAX_VALUE})
  void anyAgeIsKeptToTwoDigits(long age) {
    Freshness freshness = of(0, age, 3);
    assertThat(freshness.examples()).isEqualTo(3);
    assertThat((double) freshness.p50()).isBetween((double) age, age * 1.01);
    assertThat(freshness.p99()).isEqualTo(freshness.p50());
  }
}
