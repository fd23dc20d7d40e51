package io.tributary.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.example.Example;
import org.junit.jupiter.api.Test;

final class SourceTimesTest {
  private static final long[] ENDLESS = {Long.MAX_VALUE, Long.MAX_VALUE};
  private static final long[] NONE = {0, 0};

  private static SourceTimes two() {
    SourceTimes times = new SourceTimes();
    times.resize(2);
    return times;
  }

  @Test
  void timeHasComeAsFarAsTheSourceThatIsLeastFar() {
    SourceTimes times = two();
    assertThat(times.reached(ENDLESS, NONE)).isEqualTo(Example.NO_TIME);
    times.note(0, 50);
    assertThat(times.reached(ENDLESS, NONE)).isEqualTo(Example.NO_TIME);
    times.note(0, 60);
    assertThat(times.reached(ENDLESS, NONE)).isEqualTo(50);
    times.note(1, 20);
    times.note(1, 30);
    assertThat(times.reached(ENDLESS, NONE)).isEqualTo(20);
  }

  @Test
  void oneRecordWhoseTimeIsFarAheadMovesNothing() {
    SourceTimes times = two();
    times.note(0, 50);
    times.note(0, 1L << 50);
    assertThat(times.reached(ENDLESS, NONE)).isEqualTo(50);
    times.note(0, 51);
    times.note(0, 52);
    assertThat(times.reached(ENDLESS, NONE)).isEqualTo(51);
  }

  @Test
  void aSourceThatHasEndedOrHasNoTimesHoldsNobodyBack() {
    SourceTimes times = two();
    times.note(0, 5);
    times.note(0, 6);
    times.note(1, 70);
    times.note(1, 80);
    times.note(1, Example.NO_TIME);
    assertThat(times.reached(new long[] {2, 9}, new long[] {2, 2})).isEqualTo(70);
    assertThat(times.reached(new long[] {2, 2}, new long[] {2, 2})).isEqualTo(Example.NO_TIME);
  }
}
