package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LearningPauseTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private final LearningPause pause = new LearningPause(() -> now);

  @Test
  void isUntilTheReplicaCouldLearnAgain() {
    pause.note(true);
    now += 7 * MILLI;
    pause.checkpointBegins();
    now += 5 * MILLI;
    pause.note(true);
    assertThat(pause.lastMillis()).as("it is not over").isZero();
    now += 3 * MILLI;
    pause.checkpointOver();
    now += 4 * MILLI;
    pause.note(true);
    assertThat(pause.lastMillis()).isEqualTo(5);
  }

  @Test
  void waitingForMergesAfterTheSnapshotIsPartOfIt() {
    pause.checkpointBegins();
    now += 5 * MILLI;
    pause.note(false);
    now += 6 * MILLI;
    pause.checkpointOver();
    pause.note(false);
    assertThat(pause.lastMillis()).as("it still waits").isZero();
    now += MILLI;
    pause.note(true);
    assertThat(pause.lastMillis()).isEqualTo(12);
  }

  @Test
  void isTheLongestWaitForMergesUntilTheCheckpointIsOver() {
    pause.checkpointBegins();
    now += 2 * MILLI;
    pause.note(true);
    pause.note(false);
    now += 9 * MILLI;
    pause.note(true);
    pause.note(false);
    now += 5 * MILLI;
    pause.checkpointOver();
    pause.note(true);
    assertThat(pause.lastMillis()).isEqualTo(9);
    pause.note(false);
    now += 30 * MILLI;
    pause.note(true);
    assertThat(pause.lastMillis()).as("the checkpoint was over").isEqualTo(9);
  }

  @Test
  void lastsUntilTheNextCheckpointIsOver() {
    pause.checkpointBegins();
    now += 9 * MILLI;
    pause.note(true);
    pause.checkpointOver();
    pause.note(true);
    pause.checkpointBegins();
    now += 2 * MILLI;
    pause.note(true);
    assertThat(pause.lastMillis()).isEqualTo(9);
    pause.checkpointOver();
    pause.note(true);
    assertThat(pause.lastMillis()).isEqualTo(2);
  }

  @Test
  void aReplicaThatNeverLearnsAgainHasNone() {
    pause.checkpointBegins();
    now += 9 * MILLI;
    pause.note(false);
    pause.checkpointOver();
    pause.note(false);
    assertThat(pause.lastMillis()).isZero();
  }
}
