package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LagMeterTest {
  private final LagMeter meter = new LagMeter();

  @Test
  void nobodyKnowsBeforeACheckpoint() {
    assertThat(meter.look(1_000, -1, 10)).isEqualTo(-1);
    assertThat(meter.look(1_000, 100, 120)).isEqualTo(900);
  }

  @Test
  void whatWasLearnedSinceACheckpointCounts() {
    meter.look(1_000, 100, 100);
    assertThat(meter.look(1_000, 100, 400)).isEqualTo(600);
    assertThat(meter.look(1_500, 350, 400)).isEqualTo(1_100);
    assertThat(meter.look(1_500, 350, 1_500)).isZero();
  }

  @Test
  void aLaterLookTellsTheCheckpointsPlaceMoreExactly() {
    assertThat(meter.look(1_000, 100, 150)).isEqualTo(900);
    assertThat(meter.look(1_000, 160, 165)).isEqualTo(840);
  }

  @Test
  void theTopicMayHaveBeenReadFromItsMiddle() {
    assertThat(meter.look(10_000, 9_500, 0)).isEqualTo(500);
    assertThat(meter.look(10_000, 9_500, 400)).isEqualTo(100);
  }

  @Test
  void aJobThatGoesBackIsMeasuredAnew() {
    meter.look(1_000, 100, 100);
    assertThat(meter.look(1_000, -1, 50)).isEqualTo(-1);
    assertThat(meter.look(1_000, 50, 60)).isEqualTo(950);
  }
}
