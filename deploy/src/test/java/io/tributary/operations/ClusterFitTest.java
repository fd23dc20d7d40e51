package io.tributary.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.training.JobHeap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterFitTest {
  private static final long MIB = 1L << 20;
  private static final JobHeap HEAP = new JobHeap(65 * MIB, 64 * MIB);

  private static Worker worker(long heap, int free, long others) {
    return new Worker("tm-" + heap, heap * MIB, free, others * MIB);
  }

  private static boolean fits(int replicas, Worker... workers) {
    return ClusterFit.obstacle("m", HEAP, replicas, List.of(workers)).isEmpty();
  }

  @Test
  void eachTaskManagerMustHoldAsManyReplicasAsItMayBeGivenAndTheMasters() {
    assertThat(fits(4, worker(420, 4, 0))).isTrue();
    assertThat(fits(4, worker(419, 4, 0))).isFalse();
    assertThat(fits(4, worker(290, 2, 0), worker(290, 2, 0))).isTrue();
    assertThat(fits(4, worker(290, 3, 0), worker(420, 4, 0))).isFalse();
    assertThat(fits(1, worker(225, 4, 0))).isTrue();
  }

  @Test
  void whatOthersMayNeedIsNotFree() {
    assertThat(fits(2, worker(420, 2, 130))).isTrue();
    assertThat(fits(2, worker(420, 2, 131))).isFalse();
    assertThat(fits(2, worker(420, 2, 0), worker(100, 0, 90)))
        .as("one without free slots is not asked for anything")
        .isTrue();
  }

  @Test
  void aTaskManagerThatDoesNotSayIsNotCompared() {
    assertThat(fits(64, worker(0, 64, 0))).isTrue();
    assertThat(fits(64)).isTrue();
  }

  @Test
  void bothSidesAndTheRemedyAreNamed() {
    assertThat(ClusterFit.obstacle("m", HEAP, 3, List.of(worker(328, 2, 90))))
        .hasValue(
            "model does not fit the heap of a taskmanager: model=m replicas=3 replicas there=2"
                + " need=380MiB of it others=90MiB heap=328MiB taskmanager=tm-328"
                + " remedy=fewer model.bits, fewer training.replicas, or larger taskmanagers"
                + " (cluster start --taskmanager-memory)");
  }
}
