package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PauseLogTest {
  private final PauseLog log = new PauseLog();

  @Test
  void takesWhatWasToldLastBeforeTheNextCheckpoint() {
    log.note(1, List.of(0L, 0L), true);
    log.note(1, List.of(10L, 0L), true);
    log.note(1, List.of(10L, 20L), true);
    assertThat(log.pauses()).isNull();
    log.note(2, List.of(10L, 20L), true);
    assertThat(log.pauses()).isEqualTo(new Durations(2, 15, 20, 20));
    log.note(2, List.of(30L, 40L), true);
    log.note(3, List.of(30L, 40L), true);
    assertThat(log.pauses()).isEqualTo(new Durations(4, 25, 40, 40));
  }

  @Test
  void countsNoCheckpointThatWasOverBeforeTheWarmUp() {
    log.note(0, List.of(0L), false);
    log.note(1, List.of(500L), false);
    log.note(1, List.of(500L), true);
    log.note(2, List.of(500L), true);
    assertThat(log.pauses()).isNull();
    log.note(2, List.of(50L), true);
    log.note(3, List.of(50L), true);
    assertThat(log.pauses()).isEqualTo(new Durations(1, 50, 50, 50));
  }
}
