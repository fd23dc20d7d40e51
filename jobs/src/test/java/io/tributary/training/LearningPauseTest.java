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
    pause.note(32, true);
    assertThat(pause.lastMillis()).as("nothing was learned yet").isZero();
    now += 3 * MILLI;
    pause.note(33, true);
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
    pause.note(101, true);
    assertThat(pause.lastMillis())
        .as("since the 97th example, the last at which it asked for the time")
        .isEqualTo(2);
  }

  @Test
  void isTheLongestWaitForMergesUntilTheCheckpointIsOver() {
    learn(1, 16);
    now += 2 * MILLI;
    pause.snapshotTaken();
    pause.note(17, false);
    now += 8 * MILLI;
    pause.note(17, false);
    now += MILLI;
    pause.note(17, true);
    pause.note(18, false);
    now += 5 * MILLI;
    pause.checkpointOver();
    assertThat(pause.lastMillis()).as("it still waits").isZero();
    pause.note(18, true);
    assertThat(pause.lastMillis()).isEqualTo(9);
    pause.note(19, false);
    now += 30 * MILLI;
    pause.note(19, true);
    assertThat(pause.lastMillis()).as("the checkpoint was over").isEqualTo(9);
  }

  @Test
  void aLaterWaitForInputDoesNotCount() {
    learn(1, 16);
    pause.snapshotTaken();
    now += 4 * MILLI;
    pause.note(17, true);
    now += 20 * MILLI;
    pause.note(18, true);
    pause.checkpointOver();
    pause.note(19, true);
    assertThat(pause.lastMillis()).isEqualTo(4);
  }

  @Test
  void waitingForInputAtTheSnapshotCounts() {
    learn(1, 16);
    now += 20 * MILLI;
    pause.snapshotTaken();
    pause.checkpointOver();
    now += 20 * MILLI;
    pause.note(17, true);
    assertThat(pause.lastMillis()).isEqualTo(40);
  }

  @Test
  void anExampleBeforeTheSnapshotIsNoneAfterIt() {
    learn(1, 20);
    now += 3 * MILLI;
    pause.snapshotTaken();
    pause.checkpointOver();
    pause.note(20, true);
    assertThat(pause.lastMillis()).isZero();
    now += 4 * MILLI;
    pause.note(21, true);
    assertThat(pause.lastMillis()).isEqualTo(7);
  }

  @Test
  void nothingIsKeptFromLearningThatHasNotBegun() {
    now += 20 * MILLI;
    pause.snapshotTaken();
    pause.checkpointOver();
    now += 20 * MILLI;
    pause.note(1, true);
    assertThat(pause.lastMillis()).isZero();
  }

  private void learn(int from, int to) {
    for (int examples = from; examples <= to; examples++) {
      pause.note(examples, true);
    }
  }
}
