package io.tributary.merge;

import io.tributary.model.SparseValues;
import java.util.ArrayList;
import java.util.List;

/**
 * The copies of one block that are still to be filled. There are some for a moment at each
 * checkpoint.
 */
final class UnfilledCopies {
  private final List<LanesCopy> copies = new ArrayList<>(1);

  void add(LanesCopy copy) {
    // A block that never changes is never asked about, and each copy is as large as the block.
    copies.removeIf(LanesCopy::isSettled);
    copies.add(copy);
  }

  /** Returns how many copies are held, with those that were filled since the last look. */
  int held() {
    return copies.size();
  }

  /** Returns true when nobody needs to know what is replaced. */
  boolean isEmpty() {
    if (!copies.isEmpty()) {
      copies.removeIf(LanesCopy::isSettled);
    }
    return copies.isEmpty();
  }

  /** Takes note of values that are about to be replaced. */
  void replacing(SparseValues values) {
    copies.forEach(copy -> copy.replacing(values));
  }

  /** Fills them all, before more may change than can be noted. */
  void fill() {
    copies.forEach(LanesCopy::fill);
    copies.clear();
  }
}
