package io.tributary.merge;

import io.tributary.model.BlockMessage.Update;
import io.tributary.model.SparseValues;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An update that a master has published, and the lanes before it, so that the block can be made as
 * it was before the update.
 *
 * @param update the update
 * @param before the lanes of its coordinates before it
 * @param alignedBefore the event time to which all replicas had come before it
 */
record MergedRound(Update update, float[] before, long alignedBefore) {
  /** Takes the update back, in the lanes of the block. */
  void undo(float[] lanes) {
    new SparseValues(update.values().offsets(), before).copyTo(lanes, 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MergedRound that
        && update.equals(that.update)
        && Arrays.equals(before, that.before)
        && alignedBefore == that.alignedBefore;
  }

  @Override
  public int hashCode() {
    return 31 * update.hashCode() + Arrays.hashCode(before);
  }
}
