package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.BlockMasterState;
import io.tributary.merge.LanesCopy;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

final class CopyFillerTest {
  private final TestProcessingTimeService time = new TestProcessingTimeService();
  private int done;
  private final CopyFiller filler = new CopyFiller(time, () -> done++);

  @Test
  void fillsOneAfterTheOtherWithPauses() throws Exception {
    List<LanesCopy> copies = copies(3);
    filler.begin(copies);
    assertThat(filled(copies)).isZero();
    for (int expected = 1; expected <= 3; expected++) {
      assertThat(done).isZero();
      time.advance(4);
      assertThat(filled(copies)).isEqualTo(expected);
    }
    assertThat(done).isEqualTo(1);
    assertThat(time.getNumActiveTimers()).isZero();
  }

  @Test
  void anotherCheckpointWaitsForNoPauses() throws Exception {
    List<LanesCopy> first = copies(3);
    List<LanesCopy> second = copies(2);
    filler.begin(first);
    time.advance(4);
    filler.begin(second);
    assertThat(filled(first)).isEqualTo(3);
    assertThat(filled(second)).isZero();
    assertThat(time.getNumActiveTimers()).isEqualTo(1);
    time.advance(4);
    time.advance(4);
    assertThat(filled(second)).isEqualTo(2);
    assertThat(done).isEqualTo(1);
  }

  @Test
  void aFinishedTaskFillsAtOnce() throws Exception {
    List<LanesCopy> before = copies(2);
    filler.begin(before);
    filler.finish();
    assertThat(filled(before)).isEqualTo(2);
    List<LanesCopy> after = copies(2);
    filler.begin(after);
    assertThat(filled(after)).isEqualTo(2);
    assertThat(done).isEqualTo(1);
  }

  @Test
  void nothingToFillIsFilledAfterAPause() throws Exception {
    filler.begin(List.of());
    time.advance(4);
    assertThat(done).isEqualTo(1);
  }

  @Test
  void aClosedTaskGivesUp() throws Exception {
    List<LanesCopy> copies = copies(2);
    filler.begin(copies);
    filler.close();
    time.advance(4);
    assertThat(copies).allMatch(LanesCopy::isSettled);
    assertThat(done).as("nobody is told that they are filled").isZero();
  }

  private static List<LanesCopy> copies(int count) {
    List<LanesCopy> copies = new ArrayList<>();
    for (int block = 0; block < count; block++) {
      copies.add(new BlockMasterState(block, 8).copy().filling());
    }
    return copies;
  }

  private static long filled(List<LanesCopy> copies) {
    return copies.stream().filter(copy -> copy.isSettled()).count();
  }
}
