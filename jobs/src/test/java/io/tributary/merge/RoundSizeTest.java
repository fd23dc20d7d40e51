package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RoundSizeTest {
  @Test
  void growsWithWhatEachReplicaHasLearned() {
    RoundSize size = RoundSize.of(256, 16_384);
    assertThat(size.full(0, 4)).isEqualTo(256);
    assertThat(size.full(4 * 256 * 32, 4)).isEqualTo(256);
    assertThat(size.full(4 * 1_000 * 32, 4)).isEqualTo(1_000);
    assertThat(size.full(8 * 1_000 * 32, 8)).isEqualTo(1_000);
    assertThat(size.full(Long.MAX_VALUE, 1)).isEqualTo(16_384);
  }

  @Test
  void staysAsItIsWhenFixed() {
    RoundSize size = RoundSize.fixed(64);
    assertThat(size.full(0, 1)).isEqualTo(64);
    assertThat(size.full(Long.MAX_VALUE, 1)).isEqualTo(64);
    assertThat(size.average(10)).isEqualTo(64);
    assertThat(size.average(1e9)).isEqualTo(64, within(1e-6));
  }

  @Test
  void averageIsThatOfRoundsOneAfterTheOther() {
    RoundSize size = RoundSize.of(256, 16_384);
    for (long learned : new long[] {1_000, 100_000, 1_000_000, 30_000_000}) {
      long rounds = 0;
      long sum = 0;
      while (sum < learned) {
        sum += size.full(sum, 1);
        rounds++;
      }
      assertThat(size.average((double) sum))
          .isEqualTo((double) sum / rounds, within(.02 * sum / rounds));
    }
  }

  @Test
  void isFullWithTheExamplesOfAFullRound() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      RoundSize size = RoundSize.of(1 + random.nextInt(5), 5 + random.nextInt(20));
      int replicas = 1 + random.nextInt(5);
      long merged = random.nextInt(30 * 32 * replicas);
      int full = size.full(merged, replicas);
      assertThat(size.isFull(full, merged, replicas)).as("%s %d", size, merged).isTrue();
      assertThat(size.isFull(full - 1, merged, replicas)).as("%s %d", size, merged).isFalse();
    }
  }

  @Test
  void averageOfNoExamplesIsThatOfTheFirstRound() {
    assertThat(RoundSize.of(256, 16_384).average(0)).isEqualTo(256);
  }

  @Test
  void saysWhatIsFew() {
    assertThat(RoundSize.of(256, 16_384).isFew(255)).isTrue();
    assertThat(RoundSize.of(256, 16_384).isFew(256)).isFalse();
    assertThat(RoundSize.fixed(65_536).isFew(1_023)).isTrue();
    assertThat(RoundSize.fixed(65_536).isFew(1_024)).isFalse();
    assertThat(RoundSize.fixed(64).isFew(63)).as("whatever a full one has").isTrue();
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> RoundSize.fixed(0))
        .hasMessage("round can't have so many examples: least=0 most=0");
    assertThatThrownBy(() -> RoundSize.of(3, 2))
        .hasMessage("round can't have so many examples: least=3 most=2");
  }
}
