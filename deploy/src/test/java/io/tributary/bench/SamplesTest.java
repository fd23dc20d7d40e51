package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  private static final long SECOND = 1_000_000_000L;

  private Counters now = new Counters(0, 0, 0, 0);

  private Samples samples(long warmUp) {
    return new Samples(() -> now, warmUp);
  }

  private void at(long wall, long cpu, long compiler, long collector) {
    now = new Counters(wall * SECOND, cpu * SECOND, compiler * SECOND, collector * SECOND);
  }

  @Test
  void windowBeginsBehindTheWarmUpAndEndsWithTheLastSample() {
    Samples samples = samples(100);
    at(1, 3, 2, 0);
    samples.add(90);
    at(2, 5, 3, 1);
    samples.add(110);
    at(3, 6, 3, 1);
    samples.add(200);
    at(4, 8, 4, 1);
    samples.add(310);
    Usage window = samples.window().orElseThrow();
    assertThat(window).isEqualTo(new Usage(200, 3, 2, 1, 0));
    assertThat(window.cpuSecondsPerMillion()).isCloseTo(15_000, within(1e-9));
    assertThat(window.examplesPerSecond()).isCloseTo(100, within(1e-9));
  }

  @Test
  void whatDoesNotMoveIsNotSampledAgain() {
    Samples samples = samples(50);
    at(1, 1, 0, 0);
    samples.add(100);
    at(2, 2, 0, 0);
    samples.add(200);
    at(9, 9, 0, 0);
    samples.add(200);
    assertThat(samples.last()).isEqualTo(200);
    assertThat(samples.window()).contains(new Usage(100, 1, 1, 0, 0));
  }

  @Test
  void whatIsSkippedIsNotCounted() {
    Samples samples = samples(0);
    at(1, 1, 0, 0);
    samples.add(10);
    at(2, 2, 0, 0);
    String rows =
        samples.skip(
            () -> {
              at(7, 6, 1, 1);
              return "rows";
            });
    at(8, 7, 1, 1);
    samples.add(30);
    assertThat(rows).isEqualTo("rows");
    assertThat(samples.window()).contains(new Usage(20, 2, 2, 0, 0));
  }

  @Test
  void onlyTheFirstBehindTheWarmUpIsTheFirst() {
    Samples samples = samples(10);
    samples.addFirst(9);
    assertThat(samples.last()).isZero();
    samples.addFirst(10);
    samples.addFirst(11);
    assertThat(samples.last()).isEqualTo(10);
  }

  @Test
  void hasNoWindowWithoutTwoSamplesBehindTheWarmUp() {
    Samples samples = samples(100);
    assertThat(samples.window()).isEmpty();
    samples.add(99);
    samples.add(100);
    assertThat(samples.window()).isEmpty();
    samples.add(101);
    assertThat(samples.window()).isPresent();
  }

  @Test
  void addsUpTheTimeOfThreadsByName() {
    List<String> threads =
        List.of(
            "7 (C2 CompilerThre) S 1 7 7 0 -1 4194368 1 0 0 0 150 50 0 0 20 0 9 0 1 1 1",
            "8 (C1 CompilerThre) S 1 7 7 0 -1 4194368 1 0 0 0 20 5 0 0 20 0 9 0 1 1 1",
            "9 (odd ) (name) R 1 7 7 0 -1 4194368 1 0 0 0 3 4 0 0 20 0 9 0 1 1 1");
    assertThat(ThisProcess.nanos(threads, name -> name.startsWith("C"))).isEqualTo(2_250_000_000L);
    assertThat(ThisProcess.nanos(threads, "odd ) (name"::equals)).isEqualTo(70_000_000L);
  }
}
