package io.tributary.merge;

import io.tributary.model.SparseValues;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a block's lanes for a checkpoint. A checkpoint asks for the copy at its barrier; the
 * thread that owns the block fills the copy when it finds the time, and goes on changing the block
 * until then. Each replacement of values meanwhile is noted, and taken back in the copy. The thread
 * that writes the checkpoint waits for the copy. To copy a model takes tens of milliseconds, to
 * copy a block one or two.
 */
public final class LanesCopy {
  private final float[] lanes;
  private final CountDownLatch settled;
  private volatile boolean abandoned;

  // The owner's alone.
  private final Thread owner = Thread.currentThread();
  private @Nullable Runnable filling;
  private final Deque<SparseValues> replaced = new ArrayDeque<>();

  /** Creates a copy that is filled. */
  LanesCopy(float[] lanes) {
    this.lanes = lanes;
    settled = new CountDownLatch(0);
  }

  /**
   * Creates a copy that the calling thread will fill.
   *
   * @param filling writes the values that the block then has to {@code lanes}
   */
  LanesCopy(float[] lanes, Runnable filling) {
    this.lanes = lanes;
    this.filling = filling;
    settled = new CountDownLatch(1);
  }

  /** Takes note of values that are about to be replaced, all lanes of each coordinate. */
  void replacing(SparseValues values) {
    if (filling != null) {
      replaced.addFirst(values);
    }
  }

  /** Fills the copy, unless it is filled or abandoned. Only the owner calls it. */
  public void fill() {
    Runnable work = filling;
    if (work != null) {
      filling = null;
      work.run();
      // Backwards, to what there was in the beginning.
      replaced.forEach(values -> values.copyTo(lanes, 0));
      replaced.clear();
      settled.countDown();
    }
  }

  /** Returns false while the copy is still to be filled. Only the owner calls it. */
  public boolean isSettled() {
    return filling == null;
  }

  /**
   * Gives up a copy that is not filled, and tells the thread that waits for it. Only the owner
   * calls it.
   */
  public void abandon() {
    if (filling != null) {
      filling = null;
      abandoned = true;
      replaced.clear();
      settled.countDown();
    }
  }

  /**
   * Returns the lanes. Waits until they are filled, but for the owner, who fills them now.
   *
   * @throws CancellationException when they will never be filled, or the thread is interrupted
   */
  float[] lanes() {
    if (Thread.currentThread() == owner) {
      fill();
    }
    if (settled.getCount() > 0) {
      await();
    }
    if (abandoned) {
      throw new CancellationException("task has ended before a block was copied");
    }
    return lanes;
  }

  private void await() {
    try {
      settled.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a block to be copied");
    }
  }
}
