package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class CheckpointPausesTest {
  @Test
  void ranksWhatWasMeasured() {
    List<Long> hundreds = LongStream.rangeClosed(1, 200).map(i -> 201 - i).boxed().toList();
    assertThat(CheckpointPauses.of(hundreds)).isEqualTo(new CheckpointPauses(200, 100, 198, 200));
    assertThat(CheckpointPauses.of(List.of(7L, 900L, 3L)))
        .isEqualTo(new CheckpointPauses(3, 7, 900, 900));
    assertThat(CheckpointPauses.of(List.of(5L))).isEqualTo(new CheckpointPauses(1, 5, 5, 5));
    assertThat(CheckpointPauses.of(List.of())).isNull();
  }
}
