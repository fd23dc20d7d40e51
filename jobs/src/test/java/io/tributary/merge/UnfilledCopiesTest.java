package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnfilledCopiesTest {
  private final UnfilledCopies copies = new UnfilledCopies();

  private LanesCopy added() {
    LanesCopy copy = new LanesCopy(new float[1], () -> {});
    copies.add(copy);
    return copy;
  }

  /** A job without input takes a checkpoint each few seconds, for days. */
  @Test
  void copiesOfABlockThatNeverChangesAreNotKept() {
    for (int checkpoint = 0; checkpoint < 100; checkpoint++) {
      added().fill();
    }
    assertThat(copies.held()).isEqualTo(1);
  }

  @Test
  void copiesThatAreStillToBeFilledAreKept() {
    LanesCopy first = added();
    LanesCopy second = added();
    assertThat(copies.held()).isEqualTo(2);
    copies.fill();
    assertThat(first.isSettled()).isTrue();
    assertThat(second.isSettled()).isTrue();
    assertThat(copies.isEmpty()).isTrue();
  }
}
