package io.tributary.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChaosPlanTest {
  @Test
  void tenMinutesHoldAtLeastEightFaultsOfFiveKinds() {
    for (long seed = 0; seed < 50; seed++) {
      ChaosPlan plan = ChaosPlan.of(10, 500, seed, false);
      List<Fault> processes = plan.faults();
      assertThat(processes.size() + plan.replicas().size()).isGreaterThanOrEqualTo(8);
      assertThat(new HashSet<>(processes)).hasSize(4).doesNotContain(Fault.RESCALE);
      assertThat(plan.replicas()).containsExactly(2, 6);
      assertThat(plan.sentBeforeRecovery(processes.size() - 1, processes.size()))
          .as("what is paced outlasts the faults")
          .isGreaterThan(10 * 60 * 500);
    }
  }

  @Test
  void acrossANetworkTaskManagersAreCutOffToo() {
    for (long seed = 0; seed < 50; seed++) {
      ChaosPlan plan = ChaosPlan.of(ChaosPlan.LEAST_MINUTES, 500, seed, true);
      assertThat(new HashSet<>(plan.faults())).hasSize(5).contains(Fault.CUT_OFF_TASKMANAGER);
    }
  }

  @Test
  void aSeedIsAnOrder() {
    assertThat(Fault.draw(20, false, new Random(3)))
        .isEqualTo(Fault.draw(20, false, new Random(3)));
    assertThat(Fault.draw(20, false, new Random(3)))
        .isNotEqualTo(Fault.draw(20, false, new Random(4)));
    assertThat(Fault.draw(1, false, new Random(0))).as("each kind at least once").hasSize(4);
  }

  @Test
  void chosenFaultsReplaceTheDrawnOnes() {
    ChaosPlan plan = ChaosPlan.of(10, 500, 0, false);
    ChaosPlan killing = plan.withFaults(List.of(Fault.KILL_BROKER, Fault.KILL_BROKER));
    assertThat(killing.faults()).containsExactly(Fault.KILL_BROKER, Fault.KILL_BROKER);
    assertThat(killing.replicas()).isEmpty();
    ChaosPlan rescaling = plan.withFaults(List.of(Fault.RESCALE)).withExamples(70);
    assertThat(rescaling.faults()).isEmpty();
    assertThat(rescaling.replicas()).containsExactly(2, 6);
    assertThat(rescaling.sentAfterRecovery(1, 2)).isEqualTo(63);
  }

  @Test
  void shardsChangeBetweenOtherFaults() {
    ChaosPlan plan = ChaosPlan.of(10, 500, 0, false);
    ChaosPlan sharded = plan.withShards();
    assertThat(sharded.faults()).hasSize(plan.faults().size() + 2);
    assertThat(sharded.faults().stream().filter(fault -> fault != Fault.RESCALE_SHARDS))
        .containsExactlyElementsOf(plan.faults());
    assertThat(sharded.faults().get(0)).isNotEqualTo(Fault.RESCALE_SHARDS);
    assertThat(sharded.faults().get(sharded.faults().size() - 1))
        .isNotEqualTo(Fault.RESCALE_SHARDS);
    List<Fault> chosen = List.of(Fault.KILL_BROKER, Fault.RESCALE_SHARDS);
    assertThat(plan.withFaults(chosen).faults()).isEqualTo(chosen);
    assertThat(ChaosPlan.SHARDS).allMatch(shards -> shards <= ChaosPlan.BLOCKS);
  }

  @Test
  void eachFaultLeavesRoundsToLearnAfterIt() {
    ChaosPlan plan = ChaosPlan.of(10, 500, 0, false);
    for (int count : new int[] {1, 2, 7}) {
      ChaosPlan chosen = plan.withFaults(Collections.nCopies(count, Fault.KILL_BROKER));
      ChaosPlan some = chosen.withExamples(chosen.leastExamples());
      long last = 0;
      for (int fault = 0; fault < count; fault++) {
        long before = some.sentBeforeRecovery(fault, count);
        long after = some.sentAfterRecovery(fault, count);
        assertThat(before - last).isGreaterThanOrEqualTo(2 * 64 * 6);
        assertThat(after - before).isGreaterThanOrEqualTo(2 * 64 * 6);
        last = after;
      }
      assertThat(last).as("some are sent after all faults").isLessThan(some.examples());
    }
  }

  @Test
  void shortStreamsMayDifferMore() {
    ChaosPlan plan = ChaosPlan.of(10, 500, 0, false);
    assertThat(plan.lossTolerance()).isEqualTo(.005);
    assertThat(plan.withExamples(48_000).lossTolerance()).isEqualTo(.005);
    assertThat(plan.withExamples(24_000).lossTolerance()).isEqualTo(.01);
    ChaosPlan rescaling = plan.withFaults(List.of(Fault.RESCALE));
    assertThat(rescaling.withExamples(rescaling.leastExamples()).lossTolerance()).isEqualTo(.02);
  }

  @Test
  void aReportPassesWhenNothingIsLostRepeatedOrDifferent() {
    Check same = Check.equal("count", 3L, 3L);
    assertThat(report(List.of(same), 0, 0).isPassed()).isTrue();
    assertThat(report(List.of(same), 1, 0).isPassed()).isFalse();
    assertThat(report(List.of(same), 0, 1).isPassed()).isFalse();
    assertThat(report(List.of(same, Check.equal("count", 3L, 4L)), 0, 0).isPassed()).isFalse();
    assertThat(Check.close("loss", .4, .4019, .005).isPassed()).isTrue();
    assertThat(Check.close("loss", .4, .3979, .005).isPassed()).isFalse();
    assertThat(Check.close("loss", .4, Double.NaN, .005).isPassed()).isFalse();
  }

  @Test
  void theMedianIsOfOneKind() {
    ChaosReport report = report(List.of(), 0, 0);
    assertThat(report.medianRecovery(Fault.KILL_TASKMANAGER)).isEqualTo(5);
    assertThat(report.medianRecovery(Fault.RESCALE)).isEqualTo(1.5);
    assertThat(report.medianRecovery(Fault.KILL_BROKER)).isNaN();
  }

  private static ChaosReport report(List<Check> checks, long lost, long repeated) {
    return new ChaosReport(
        List.of(
            new FaultResult(Fault.KILL_TASKMANAGER, "", 9, 100, lost, 0),
            new FaultResult(Fault.KILL_TASKMANAGER, "", 5, 100, 0, repeated),
            new FaultResult(Fault.KILL_TASKMANAGER, "", 4, 100, 0, 0),
            new FaultResult(Fault.RESCALE, "", 1, 100, 0, 0),
            new FaultResult(Fault.RESCALE, "", 2, 100, 0, 0)),
        checks,
        1000,
        60);
  }
}
