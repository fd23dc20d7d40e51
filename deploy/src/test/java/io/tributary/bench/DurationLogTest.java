package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.operations.CompletedCheckpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DurationLogTest {
  private static final CompletedCheckpoint COLD = new CompletedCheckpoint(1, 500);
  private static final CompletedCheckpoint SECOND = new CompletedCheckpoint(2, 50);
  private static final CompletedCheckpoint THIRD = new CompletedCheckpoint(3, 30);

  private final DurationLog log = new DurationLog();

  @Test
  void countsEachCheckpointOnce() {
    log.note(List.of(SECOND), true);
    log.note(List.of(THIRD, SECOND), true);
    assertThat(log.durations()).isEqualTo(new Durations(2, 40, 50, 50));
  }

  @Test
  void countsNoneThatCompletedBeforeTheWarmUp() {
    log.note(List.of(COLD), false);
    assertThat(log.durations()).isNull();
    log.note(List.of(SECOND, COLD), true);
    assertThat(log.durations()).isEqualTo(new Durations(1, 50, 50, 50));
  }
}
