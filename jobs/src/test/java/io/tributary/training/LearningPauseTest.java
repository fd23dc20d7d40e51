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
    assertThat(pause.checkpointMillis()).as("it is not over").isZero();
    now += 3 * MILLI;
    pause.checkpointOver();
    now += 4 * MILLI;
    pause.note(true);
    assertThat(pause.checkpointMillis()).isEqualTo(5);
  }

  @Test
  void waitingForMergesAfterTheSnapshotIsPartOfIt() {
    pause.checkpointBegins();
    now += 5 * MILLI;
    pause.note(false);
    now += 6 * MILLI;
    pause.checkpointOver();
    pause.note(false);
    assertThat(pause.checkpointMillis()).as("it still waits").isZero();
    now += MILLI;
    pause.note(true);
    assertThat(pause.checkpointMillis()).isEqualTo(12);
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
    assertThat(pause.checkpointMillis()).isEqualTo(9);
    pause.note(false);
    now += 30 * MILLI;
    pause.note(true);
    assertThat(pause.checkpointMillis()).as("the checkpoint was over").isEqualTo(9);
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
    assertThat(pause.checkpointMillis()).isEqualTo(9);
    pause.checkpointOver();
    pause.note(true);
    assertThat(pause.checkpointMillis()).isEqualTo(2);
  }

  @Test
  void aReplicaThatNeverLearnsAgainHasNone() {
    pause.checkpointBegins();
    now += 9 * MILLI;
    pause.note(false);
    pause.checkpointOver();
    pause.note(false);
    assertThat(pause.checkpointMillis()).isZero();
  }

  /** Has a checkpoint that takes 20 ms. */
  private void checkpoint() {
    pause.checkpointBegins();
    now += 20 * MILLI;
    pause.note(true);
    pause.checkpointOver();
    pause.note(true);
  }

  private void waits(long millis) {
    pause.note(false);
    now += millis * MILLI;
    pause.note(true);
  }

  @Test
  void afterwardsTheLongestWaitWithoutACheckpointIsMeasuredForAsLong() {
    checkpoint();
    waits(6);
    now += 4 * MILLI;
    waits(5);
    assertThat(pause.withoutMillis()).as("only 15 of 20 ms are over").isEqualTo(-1);
    now += 5 * MILLI;
    waits(50);
    assertThat(pause.withoutMillis()).as("began when they were over").isEqualTo(6);
    assertThat(pause.checkpointMillis()).isEqualTo(20);
  }

  @Test
  void aWaitThatBeganInThatTimeCounts() {
    checkpoint();
    waits(30);
    assertThat(pause.withoutMillis()).isEqualTo(30);
  }

  @Test
  void aTimeThatTheNextCheckpointCutsShortDoesNotCount() {
    assertThat(pause.withoutMillis()).isEqualTo(-1);
    checkpoint();
    waits(19);
    checkpoint();
    assertThat(pause.withoutMillis()).isEqualTo(-1);
    waits(30);
    assertThat(pause.withoutMillis()).isEqualTo(30);
    checkpoint();
    waits(19);
    checkpoint();
    assertThat(pause.withoutMillis()).as("of the last time that was long enough").isEqualTo(30);
  }

  @Test
  void theNextCheckpointEndsThatTimeWhenNothingElseDid() {
    checkpoint();
    waits(3);
    now += 30 * MILLI;
    pause.checkpointBegins();
    assertThat(pause.withoutMillis()).isEqualTo(3);
  }

  @Test
  void aWaitThatTheNextCheckpointMeetsCounts() {
    checkpoint();
    pause.note(false);
    now += 25 * MILLI;
    pause.checkpointBegins();
    assertThat(pause.withoutMillis()).isEqualTo(25);
  }
}
