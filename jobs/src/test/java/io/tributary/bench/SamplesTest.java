package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  private final AtomicLong cpu = new AtomicLong();
  private final AtomicLong wall = new AtomicLong();
  private final Samples samples = new Samples(cpu::get, wall::get);

  private void sample(long examples, long cpuNanos, long wallNanos) {
    cpu.set(cpuNanos);
    wall.set(wallNanos);
    samples.addIfMore(examples);
  }

  @Test
  void windowBeginsBehindTheWarmUpAndEndsWithTheLastSample() {
    sample(0, 0, 0);
    sample(90, 9_000_000_000L, 5_000_000_000L);
    sample(110, 9_500_000_000L, 5_200_000_000L);
    sample(310, 10_500_000_000L, 6_200_000_000L);
    Usage window = samples.window(100).orElseThrow();
    assertThat(window).isEqualTo(new Usage(200, 1, 1));
    assertThat(window.cpuSecondsPerMillion()).isCloseTo(5_000, within(1e-9));
    assertThat(window.examplesPerSecond()).isCloseTo(200, within(1e-9));
  }

  @Test
  void whatDoesNotMoveIsNotSampledAgain() {
    sample(100, 1_000_000_000L, 1_000_000_000L);
    sample(200, 2_000_000_000L, 2_000_000_000L);
    sample(200, 9_000_000_000L, 9_000_000_000L);
    assertThat(samples.last()).isEqualTo(200);
    assertThat(samples.window(50)).contains(new Usage(100, 1, 1));
  }

  @Test
  void hasNoWindowWithoutTwoSamplesBehindTheWarmUp() {
    assertThat(samples.window(0)).isEmpty();
    assertThat(samples.last()).isZero();
    sample(0, 0, 0);
    sample(100, 1, 1);
    assertThat(samples.window(101)).isEmpty();
    assertThat(samples.window(100)).isEmpty();
    assertThat(samples.window(0)).isPresent();
  }
}
