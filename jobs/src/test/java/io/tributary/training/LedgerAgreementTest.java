package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.learner.ProgressiveMetrics;
import io.tributary.merge.LedgerSummary;
import io.tributary.merge.LedgerSummary.Milestone;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerAgreementTest {
  private static ReplicaReport report(int replica, long version, Milestone... milestones) {
    ProgressiveMetrics none = new ProgressiveMetrics();
    LedgerSummary ledger = new LedgerSummary(version, 64, 2, List.of(milestones));
    return new ReplicaReport(replica, 3, none, none, 0, 0, 0, 0, 0, ledger, false);
  }

  private static Milestone at(long version, long digest) {
    return new Milestone(version, digest);
  }

  @Test
  void theNewestVersionThatAllHavePassedCounts() {
    LedgerAgreement agreement =
        LedgerAgreement.of(
            List.of(
                report(0, 70, at(70, 1), at(64, 2), at(0, 0)),
                report(1, 66, at(66, 3), at(64, 2), at(0, 0)),
                report(2, 71, at(71, 4), at(64, 2), at(0, 0))));
    assertThat(agreement.agree()).isTrue();
    assertThat(agreement.commonVersion()).hasValue(64);
    assertThat(agreement.version()).isEqualTo(66);
    assertThat(agreement.compared()).isEqualTo(192);
    assertThat(agreement.uncompared()).isEqualTo(6);
  }

  @Test
  void oneThatDiffersIsEnough() {
    LedgerAgreement agreement =
        LedgerAgreement.of(
            List.of(report(0, 64, at(64, 2)), report(1, 64, at(64, -2)), report(2, 64, at(64, 2))));
    assertThat(agreement.agree()).isFalse();
    assertThat(agreement)
        .hasToString(
            "version=64 digests={0=0000000000000002, 1=fffffffffffffffe, 2=0000000000000002}");
  }

  @Test
  void withoutACommonVersionNobodyDisagrees() {
    LedgerAgreement agreement =
        LedgerAgreement.of(List.of(report(0, 7, at(7, 2)), report(1, 6, at(6, 5)), report(2, 0)));
    assertThat(agreement.agree()).isTrue();
    assertThat(agreement.commonVersion()).isEmpty();
    assertThat(LedgerAgreement.of(List.of()).agree()).isTrue();
  }
}
