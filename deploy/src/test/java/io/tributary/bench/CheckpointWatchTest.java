package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointWatchTest {
  @ParameterizedTest
  @CsvSource({"100, 500", "1000, 500", "2000, 1000", "10000, 5000", "60000, 5000"})
  void asksTwiceBetweenTwoCheckpointsButNeitherAllTheTimeNorAlmostNever(
      long intervalMillis, long pauseMillis) {
    assertThat(CheckpointWatch.pauseMillis(Duration.ofMillis(intervalMillis)))
        .isEqualTo(pauseMillis);
  }
}
