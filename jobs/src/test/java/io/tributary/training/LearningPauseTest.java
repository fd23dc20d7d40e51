package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LearningPauseTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private final LearningPause pause = new LearningPause(() -> now);

  @Test
  void isFromTheLastExamplesBeforeASnapshotToTheFirstAfterIt() {
    learn(1, 32);
    now += 7 * MILLI;
    pause.snapshotTaken();
    pause.checkpointOver();
    now += 5 * MILLI;
    pause.learned(32);
    assertThat(pause.lastMillis()).as("nothing was learned yet").isZero();
    now += 3 * MILLI;
    pause.learned(33);
    assertThat(pause.lastMillis()).isEqualTo(15);
  }

  @Test
  void lastsUntilTheNextCheckpoint() {
    learn(1, 16);
    pause.snapshotTaken();
    pause.checkpointOver();
    now += 9 * MILLI;
    learn(17, 100);
    assertThat(pause.lastMillis()).isEqualTo(9);
    pause.snapshotTaken();
    pause.checkpointOver();
    now += 2 * MILLI;
    pause.learned(101);
    assertThat(pause.lastMillis())
        .as("since the 97th example, the last at which it asked for the time")
        .isEqualTo(2);
  }

  @Test
  void isTheLongestUntilTheCheckpointIsOver() {
    learn(1, 16);
    now += 2 * MILLI;
    pause.snapshotTaken();
    pause.learned(17);
    now += 8 * MILLI;
    pause.learned(18);
    now += 5 * MILLI;
    pause.checkpointOver();
    assertThat(pause.lastMillis()).as("it is not over").isZero();
    pause.learned(19);
    assertThat(pause.lastMillis()).isEqualTo(8);
    now += 30 * MILLI;
    learn(20, 60);
    assertThat(pause.lastMillis()).isEqualTo(8);
  }

  @Test
  void waitingForInputCounts() {
    now += 20 * MILLI;
    pause.snapshotTaken();
    pause.checkpointOver();
    now += 20 * MILLI;
    pause.learned(1);
    assertThat(pause.lastMillis()).isEqualTo(40);
  }

  private void learn(int from, int to) {
    for (int examples = from; examples <= to; examples++) {
      pause.learned(examples);
    }
  }
}
