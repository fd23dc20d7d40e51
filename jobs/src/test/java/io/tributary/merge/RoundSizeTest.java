package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RoundSizeTest {
  private static final RoundSize SIZE = new RoundSize(1, 16_384, .01, 65_536);

  @Test
  void aRoundOfAllReplicasIsAShareOfWhatIsMerged() {
    assertThat(SIZE.full(0, 4)).isEqualTo(1);
    assertThat(SIZE.full(799, 4)).isEqualTo(1);
    assertThat(SIZE.full(800, 4)).isEqualTo(2);
    assertThat(SIZE.full(1_000_000, 4)).isEqualTo(2_500);
    assertThat(SIZE.full(1_000_000, 8)).isEqualTo(1_250);
    assertThat(SIZE.full(Long.MAX_VALUE, 8)).isEqualTo(16_384);
    assertThat(SIZE.group(1_000_000, 8)).isEqualTo(10_000);
  }

  @Test
  void aReplicaWithoutOthersHasLongRoundsAtOnce() {
    assertThat(SIZE.full(0, 1)).isEqualTo(65_536);
    assertThat(SIZE.isFull(65_535, 0, 1, 0)).isFalse();
    assertThat(SIZE.isFull(65_536, 0, 1, 0)).isTrue();
    assertThat(SIZE.isGrowing(0, 1)).isFalse();
    assertThat(SIZE.isTurn(0, 5, 0, 1)).isTrue();
    assertThat(SIZE.group(0, 1)).isEqualTo(65_536);
  }

  @Test
  void staysAsItIsWhenFixed() {
    RoundSize size = RoundSize.fixed(64);
    assertThat(size.full(0, 2)).isEqualTo(64);
    assertThat(size.full(Long.MAX_VALUE, 2)).isEqualTo(64);
    assertThat(size.average(10, 2)).isEqualTo(64);
    assertThat(size.average(1e9, 2)).isEqualTo(64, within(1e-6));
    assertThat(size.isGrowing(0, 2)).isFalse();
    assertThat(size.isTurn(0, 1, 0, 2)).isTrue();
    assertThat(size.group(0, 2)).isEqualTo(128);
  }

  @Test
  void inTheBeginningReplicasTakeTurns() {
    int replicas = 8;
    for (long merged : new long[] {0, 31, 63, 64, 100, 200, 255}) {
      long turns = SIZE.group(merged, replicas);
      assertThat(turns).as("merged=%d", merged).isBetween(1L, 7L);
      int[] learned = new int[replicas];
      for (long round = 0; round < replicas; round++) {
        for (int replica = 0; replica < replicas; replica++) {
          learned[replica] += SIZE.isTurn(replica, round, merged, replicas) ? 1 : 0;
        }
      }
      assertThat(learned).as("merged=%d", merged).containsOnly((int) turns);
    }
    assertThat(IntStream.range(0, replicas))
        .allMatch(replica -> SIZE.isTurn(replica, 3, 256, replicas));
  }

  @Test
  void averageIsThatOfRoundsOneAfterTheOther() {
    for (long learned : new long[] {10, 1_000, 100_000, 1_000_000, 30_000_000}) {
      long rounds = 0;
      long sum = 0;
      while (sum < learned) {
        sum += SIZE.full(2 * sum, 2);
        rounds++;
      }
      assertThat(SIZE.average((double) sum, 2))
          .isEqualTo((double) sum / rounds, within(.5 + .1 * sum / rounds));
    }
    assertThat(SIZE.average(1e6, 1)).isEqualTo(65_536);
    assertThat(SIZE.average(0, 2)).isEqualTo(1);
  }

  @Test
  void isFullWithTheExamplesOfAFullRound() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      RoundSize size = new RoundSize(1 + random.nextInt(5), 5 + random.nextInt(20), .125, 9);
      int replicas = 2 + random.nextInt(5);
      long merged = random.nextInt(30 * 8 * replicas);
      int full = size.full(merged, replicas);
      long learned = merged / replicas;
      assertThat(size.isFull(full, merged, replicas, learned)).as("%s %d", size, merged).isTrue();
      assertThat(size.isFull(full - 1, merged, replicas, 0)).as("%s %d", size, merged).isFalse();
    }
  }

  @Test
  void aReplicaThatHasLearnedMoreThanOthersHasLongerRounds() {
    assertThat(SIZE.isFull(10, 4_000, 4, 1_000)).isTrue();
    assertThat(SIZE.isFull(10, 4_000, 4, 2_500)).isFalse();
    assertThat(SIZE.isFull(25, 4_000, 4, 2_500)).isTrue();
    assertThat(SIZE.isFull(16_384, 10_000_000, 2, 9_000_000)).isTrue();
  }

  @Test
  void growsUntilItIsAsLongAsItGets() {
    long grown = 16_384L * 4 * 100;
    assertThat(SIZE.isGrowing(grown - 1, 4)).isTrue();
    assertThat(SIZE.isGrowing(grown, 4)).isFalse();
  }

  @Test
  void isNeverFullWhenOthersEndIt() {
    RoundSize size = SIZE.endless();
    assertThat(size.isFull(1_000_000, 10, 2, 5)).isFalse();
    assertThat(size.isTurn(1, 0, 0, 2)).isTrue();
    assertThat(size.group(1_000, 2)).isEqualTo(SIZE.group(1_000, 2));
  }

  @Test
  void saysWhatIsFew() {
    assertThat(SIZE.isFew(255, 4)).isTrue();
    assertThat(SIZE.isFew(256, 4)).isFalse();
    assertThat(SIZE.isFew(1_023, 1)).isTrue();
    assertThat(SIZE.isFew(1_024, 1)).isFalse();
    assertThat(RoundSize.fixed(64).isFew(63, 2)).as("whatever a full one has").isTrue();
  }

  @Test
  void saysWhatIsShort() {
    assertThat(SIZE.isShort(4 * 25_500, 4)).isTrue();
    assertThat(SIZE.isShort(4 * 25_600, 4)).isFalse();
    assertThat(RoundSize.fixed(64).isShort(Long.MAX_VALUE, 4)).isTrue();
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> RoundSize.fixed(0))
        .hasMessage("round can't have so many examples: least=0 most=0");
    assertThatThrownBy(() -> RoundSize.of(3, 2))
        .hasMessage("round can't have so many examples: least=3 most=2");
    assertThatThrownBy(() -> new RoundSize(1, 2, 1.5, 2))
        .hasMessage("round can't be such a share: share=1.5 allowed=above 0, at most 1");
  }
}
