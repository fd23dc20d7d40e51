package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  @Test
  void ranksWhatWasMeasured() {
    List<Long> hundreds = LongStream.rangeClosed(1, 200).map(i -> 201 - i).boxed().toList();
    assertThat(Durations.of(hundreds)).isEqualTo(new Durations(200, 100, 198, 200));
    assertThat(Durations.of(List.of(7L, 900L, 3L))).isEqualTo(new Durations(3, 7, 900, 900));
    assertThat(Durations.of(List.of(229L, 97L))).isEqualTo(new Durations(2, 163, 229, 229));
    assertThat(Durations.of(List.of(5L))).isEqualTo(new Durations(1, 5, 5, 5));
    assertThat(Durations.of(List.of())).isNull();
  }
}
