package io.tributary.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private long now = 7;

  @Test
  void spreadsRecordsEvenly() {
    Pace pace = new Pace(100, () -> now);
    assertThat(pace.waitNanos(1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
    now += TimeUnit.MILLISECONDS.toNanos(8);
    assertThat(pace.waitNanos(1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(pace.waitNanos(50)).isZero();
  }

  @Test
  void zeroNeverWaits() {
    assertThat(new Pace(0, () -> now).waitNanos(1_000_000)).isZero();
  }
}
