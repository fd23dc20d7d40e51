package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatiosTest {
  @Test
  void comparesPipelinesWithTheirFloors() {
    List<Ratio> ratios =
        Ratios.of(
            List.of(
                Results.floor(Names.decode("json"), 1.5),
                Results.floor(Names.decode("csv"), .5),
                Results.floor(Names.decode("avro"), .3),
                Results.floor(Names.LEARNER, .5),
                Results.floor(Names.LOOP, .4),
                Results.pipeline("json", 1, 3),
                Results.pipeline("csv", 1, 3),
                Results.pipeline("avro", 1, 2),
                Results.pipeline("json", 8, 6),
                Results.pipeline(Names.checkpoints("json", 4), "json", 4, 7)));
    assertThat(ratios)
        .containsExactly(
            new Ratio("pipeline / (decode + learner), json", 1.5, 1.6, false),
            new Ratio("pipeline / (decode + learner), csv", 3, 2.5, false),
            new Ratio("pipeline / (decode + learner), avro", 2.5, 2.5, false),
            new Ratio("8 replicas / 1 replica", 2, 1.25, false),
            new Ratio("learner's examples/s / plain loop's", .8, .5, true),
            new Ratio("checkpoint's pause of learning, p99 ms", 110, 100, false),
            new Ratio("largest checkpoint / model, 4 replicas", 3, 6, false));
    assertThat(ratios.stream().map(Ratio::met))
        .containsExactly(true, false, true, false, true, false, true);
  }

  @Test
  void isOfTheRunOfMedianCost() {
    assertThat(RunResult.median(List.of(run(3), run(9), run(4)))).isEqualTo(run(4));
    assertThat(RunResult.median(List.of(run(5)))).isEqualTo(run(5));
    assertThat(RunResult.median(List.of(run(7), run(2)))).isEqualTo(run(2));
  }

  private static RunResult run(double cpuSeconds) {
    return Results.floor("decode", cpuSeconds);
  }

  @Test
  void leavesOutWhatWasNotMeasured() {
    assertThat(Ratios.of(List.of())).isEmpty();
    assertThat(
            Ratios.of(
                List.of(
                    Results.pipeline("json", 1, 3),
                    Results.floor(Names.decode("json"), 2),
                    Results.floor(Names.LOOP, 2))))
        .isEmpty();
  }
}
