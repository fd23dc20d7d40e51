package io.tributary.sharded;

import io.tributary.sharded.CombinerMessage.Labels;
import io.tributary.sharded.CombinerMessage.Partial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has come of a mini-batch: its labels, and the sums of the blocks. */
final class PendingBatch {
  private @Nullable Labels labels;
  private final @Nullable Partial[] partials;
  private int missing;

  PendingBatch(int blocks) {
    partials = new Partial[blocks];
    missing = blocks;
  }

  void add(CombinerMessage message) {
    boolean repeats;
    if (message instanceof Labels those) {
      repeats = labels != null;
      labels = those;
    } else {
      Partial partial = (Partial) message;
      repeats = partials[partial.block()] != null;
      partials[partial.block()] = partial;
      missing--;
    }
    if (repeats) {
      throw new IllegalStateException("message comes twice: " + message);
    }
  }

  /** Returns the labels once all is there, or null. */
  @Nullable Labels complete() {
    return missing == 0 ? labels : null;
  }

  /**
   * Adds up the sums of the blocks, always in their order, so that rounding is the same.
   *
   * @param each how many sums an example has
   * @param target receives those of each example, added to what is there
   */
  void addUp(int each, double[] target) {
    for (Partial partial : partials) {
      if (partial != null) {
        int[] members = partial.members();
        float[] sums = partial.sums();
        for (int member = 0; member < members.length; member++) {
          int at = members[member] * each;
          for (int i = 0; i < each; i++) {
            target[at + i] += sums[member * each + i];
          }
        }
      }
    }
  }

  CombinerSnapshot.Batch snapshot() {
    List<Partial> here = new ArrayList<>();
    for (Partial partial : partials) {
      if (partial != null) {
        here.add(partial);
      }
    }
    return new CombinerSnapshot.Batch(labels, here);
  }

  void restore(CombinerSnapshot.Batch batch) {
    Labels those = batch.labels();
    if (those != null) {
      add(those);
    }
    batch.partials().forEach(this::add);
  }
}
