package io.tributary.merge;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.OptimizerSpec;
import java.util.List;

/** Walks over several deltas of one block together, in the order of their coordinates. */
final class DeltaCursors {
  /** No offset is left. */
  static final int END = Integer.MAX_VALUE;

  private final int width;
  private final boolean hasMass;
  private final int[][] offsets;
  private final float[][] lanes;
  private final int[] positions;

  /** The offset at each position: the only thing that a search looks at. */
  private final int[] current;

  /**
   * Starts before the first coordinate.
   *
   * @param deltas in replica order, each with changes
   * @param width lanes of a coordinate
   * @param hasMass whether one of them is the squared-gradient mass
   */
  DeltaCursors(List<Delta> deltas, int width, boolean hasMass) {
    this.width = width;
    this.hasMass = hasMass;
    int count = deltas.size();
    offsets = new int[count][];
    lanes = new float[count][];
    positions = new int[count];
    current = new int[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = deltas.get(i).changes().offsets();
      lanes[i] = deltas.get(i).changes().lanes();
      current[i] = offsets[i][0];
    }
  }

  /** Returns the least offset not taken yet, or {@link #END}. */
  int leastOffset() {
    int least = END;
    for (int offset : current) {
      least = Math.min(least, offset);
    }
    return least;
  }

  /** Adds the moves of all who changed the least offset, and passes on. */
  void take(int offset, Moves moves) {
    for (int i = 0; i < current.length; i++) {
      if (current[i] == offset) {
        int position = positions[i]++;
        float[] values = lanes[i];
        double mass = hasMass ? values[position * width + OptimizerSpec.MASS] : 0;
        moves.add(values[position * width], mass);
        current[i] = position + 1 < offsets[i].length ? offsets[i][position + 1] : END;
      }
    }
  }
}
