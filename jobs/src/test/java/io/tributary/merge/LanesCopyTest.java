package io.tributary.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.model.SparseValues;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class LanesCopyTest {
  private static final int WIDTH = 2;
  private static final int SIZE = 64;

  private final float[] lanes = new float[SIZE * WIDTH];
  private final BlockLanes block = new BlockLanes(lanes);
  private final Random random = new Random(7);

  @Test
  void holdsWhatThereWasWhenItWasAskedForWhateverIsWrittenMeanwhile() {
    for (int round = 0; round < 20; round++) {
      write();
      float[] before = lanes.clone();
      BlockLanes copy = block.copy();
      write();
      float[] between = lanes.clone();
      BlockLanes later = block.copy();
      write();
      write();
      float[] now = lanes.clone();
      if (round % 2 == 0) {
        copy.filling().fill();
        write();
      }
      assertThat(later.array()).as("the owner fills it now").isEqualTo(between);
      write();
      assertThat(copy.array()).isEqualTo(before);
      assertThat(now).isNotEqualTo(before);
    }
  }

  private void write() {
    int[] offsets = random.ints(10, 0, SIZE).sorted().distinct().toArray();
    float[] values = new float[offsets.length * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    block.write(new SparseValues(offsets, values));
  }

  @Test
  void otherThreadsWaitUntilItIsFilled() throws Exception {
    write();
    BlockLanes copy = block.copy();
    CompletableFuture<Thread> waiting = new CompletableFuture<>();
    CompletableFuture<float[]> seen =
        CompletableFuture.supplyAsync(
            () -> {
              waiting.complete(Thread.currentThread());
              return copy.array().clone();
            });
    awaitWaiting(waiting.get());
    assertThat(seen).isNotDone();
    copy.filling().fill();
    assertThat(seen.get()).isEqualTo(lanes);
  }

  @Test
  void whoeverWaitsLearnsThatItIsAbandoned() throws Exception {
    LanesCopy copy = block.copy().filling();
    CompletableFuture<float[]> seen = CompletableFuture.supplyAsync(copy::lanes);
    copy.abandon();
    assertThatThrownBy(seen::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(CancellationException.class);
    copy.fill();
    assertThatThrownBy(copy::lanes).isInstanceOf(CancellationException.class);
  }

  @Test
  void whoeverIsInterruptedWaitsNoLonger() throws Exception {
    LanesCopy copy = block.copy().filling();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                copy.lanes();
              } catch (CancellationException e) {
                ended.complete(e);
              }
            });
    thread.start();
    awaitWaiting(thread);
    thread.interrupt();
    assertThat(ended.get()).hasMessageContaining("interrupted");
  }

  @Test
  void oneThatIsFilledIsReadByAnInterruptedThread() {
    write();
    LanesCopy copy = block.copy().filling();
    copy.fill();
    Thread.currentThread().interrupt();
    float[] read = copy.lanes();
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(read).isEqualTo(lanes);
  }

  @Test
  void oneThatIsFilledIsNotFilledAgain() {
    write();
    LanesCopy copy = block.copy().filling();
    copy.fill();
    float[] filled = copy.lanes().clone();
    write();
    copy.fill();
    copy.abandon();
    assertThat(copy.lanes()).isEqualTo(filled);
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
