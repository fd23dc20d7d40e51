package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.merge.BlockMasterState;
import io.tributary.merge.LanesCopy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyFillerTest {
  private final Deque<Runnable> paused = new ArrayDeque<>();
  private final CopyFiller filler = new CopyFiller(paused::addLast);

  private void pass() {
    paused.removeFirst().run();
  }

  @Test
  void fillsOneAfterTheOtherWithPauses() {
    List<LanesCopy> copies = copies(3);
    filler.begin(copies);
    assertThat(filled(copies)).isZero();
    for (int expected = 1; expected <= 3; expected++) {
      pass();
      assertThat(filled(copies)).isEqualTo(expected);
    }
    assertThat(paused).isEmpty();
  }

  @Test
  void anotherCheckpointWaitsForNoPauses() {
    List<LanesCopy> first = copies(3);
    List<LanesCopy> second = copies(2);
    filler.begin(first);
    pass();
    filler.begin(second);
    assertThat(filled(first)).isEqualTo(3);
    assertThat(filled(second)).isZero();
    assertThat(paused).hasSize(1);
    pass();
    pass();
    assertThat(filled(second)).isEqualTo(2);
    assertThat(paused).isEmpty();
  }

  @Test
  void aFinishedTaskFillsAtOnce() {
    List<LanesCopy> before = copies(2);
    filler.begin(before);
    filler.finish();
    assertThat(filled(before)).isEqualTo(2);
    List<LanesCopy> after = copies(2);
    filler.begin(after);
    assertThat(filled(after)).isEqualTo(2);
  }

  @Test
  void nothingToFillIsNoWork() {
    filler.begin(List.of());
    assertThat(paused).isEmpty();
  }

  @Test
  void aClosedTaskGivesUp() {
    List<LanesCopy> copies = copies(2);
    filler.begin(copies);
    filler.close();
    pass();
    assertThat(copies).allMatch(LanesCopy::isSettled);
    assertThat(paused).isEmpty();
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
