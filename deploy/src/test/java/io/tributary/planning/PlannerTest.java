package io.tributary.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  private static final double TEN_GIGABIT = 1.25e9;
  private static final double BASE = 1 << 29;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Planner planner;

  @BeforeAll
  static void calibrate() throws IOException {
    CurvesFile curves =
        CurvesFile.of(new ObjectMapper().readTree(SyntheticCurves.json(1)), "synthetic");
    planner = new Planner(Calibration.fit(curves), TEN_GIGABIT, 4, BASE);
  }

  private static Workload workload(double rate, int bits, int replicas) {
    return new Workload("json", 39, 13, 26, replicas, bits, 2, 64, 20, 1, rate, 10);
  }

  @Test
  void moreExamplesNeedMore() {
    Plan before = planner.choose(n -> workload(10_000, 22, n));
    for (double rate = 20_000; rate <= 640_000; rate *= 2) {
      double next = rate;
      Plan plan = planner.choose(n -> workload(next, 22, n));
      assertThat(plan.cores()).isGreaterThan(before.cores());
      assertThat(plan.workload().replicas()).isGreaterThanOrEqualTo(before.workload().replicas());
      assertThat(plan.traffic().topicBytesPerSecond())
          .isGreaterThan(before.traffic().topicBytesPerSecond());
      before = plan;
    }
  }

  @Test
  void largerModelsNeedMore() {
    Plan before = planner.plan(workload(50_000, 18, 4));
    for (int bits = 19; bits <= 29; bits++) {
      Plan plan = planner.plan(workload(50_000, bits, 4));
      assertThat(plan.memory().total()).isGreaterThan(before.memory().total());
      assertThat(plan.checkpointBytes()).isGreaterThan(before.checkpointBytes());
      assertThat(plan.checkpointMillis()).isGreaterThan(before.checkpointMillis());
      assertThat(plan.cpuSecondsPerMillion()).isGreaterThan(before.cpuSecondsPerMillion());
      before = plan;
    }
  }

  @Test
  void choosesTheFewestReplicasThatAreNotTooBusy() {
    Plan plan = planner.choose(n -> workload(300_000, 22, n));
    int chosen = plan.workload().replicas();
    assertThat(chosen).isGreaterThan(1);
    assertThat(plan.replicaCore()).isLessThanOrEqualTo(Planner.UTILISATION);
    assertThat(planner.plan(workload(300_000, 22, chosen - 1)).replicaCore())
        .isGreaterThan(Planner.UTILISATION);
  }

  @Test
  void aReplicaHoldsTheModelTwiceAndMastersOnce() {
    Plan plan = planner.plan(workload(50_000, 22, 8));
    double model = 4 * 2 * (1 << 22);
    assertThat(plan.processes()).isEqualTo(2);
    assertThat(plan.memory().replica()).isEqualTo(2 * model);
    assertThat(plan.memory().total()).isEqualTo(17 * model + 2 * BASE);
  }

  @Test
  void saysPlainlyThatALargeModelDoesNotFit() {
    Plan plan = planner.plan(workload(50_000, 30, 4));
    assertThat(plan.fits()).isFalse();
    assertThat(plan.obstacles().toString())
        .contains("16.0 GiB, 64.0 GiB in all", "training.parallelism: model");
    assertThat(planner.plan(workload(50_000, 22, 4)).obstacles()).isEmpty();
  }

  @Test
  void saysWhenTheNetworkIsTooSlow() {
    Planner slow = new Planner(CostModel.shipped(), 1000, 1, BASE);
    assertThat(slow.plan(workload(50_000, 22, 4)).obstacles().toString())
        .contains("the network is too slow");
  }

  @Test
  void saysWhatItsLoopCannotDo() {
    // Each round of one example waits for a turn of the loop.
    Workload short1 = new Workload("json", 39, 13, 26, 4, 22, 2, 1, 20, 0, 100_000, 10);
    assertThat(planner.plan(short1).obstacles().toString()).contains("rounds are too short");
  }

  @Test
  void namesWhatWasNotMeasured() {
    assertThat(planner.plan(workload(50_000, 29, 4)).warnings())
        .anyMatch(fact -> fact.contains("bits=29"));
    assertThat(planner.plan(workload(50_000, 22, 32)).warnings())
        .anyMatch(fact -> fact.contains("replicas=32"));
    Workload avro = workload(50_000, 22, 4).withFormat("avro");
    assertThat(planner.plan(avro).warnings()).anyMatch(fact -> fact.contains("format=avro"));
    assertThat(planner.plan(avro).cpuSecondsPerMillion())
        .isEqualTo(planner.plan(workload(50_000, 22, 4)).cpuSecondsPerMillion());
  }

  @Test
  void timeEndsRoundsThatFewExamplesFill() {
    assertThat(workload(1000, 22, 4).replicaRound()).isEqualTo(5);
    assertThat(workload(1e6, 22, 4).replicaRound()).isEqualTo(64);
    assertThat(planner.plan(workload(1000, 22, 4)).staleness().roundMillis()).isEqualTo(20);
  }
}
