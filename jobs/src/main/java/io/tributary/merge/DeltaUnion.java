package io.tributary.merge;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.OptimizerSpec;
import java.util.Arrays;
import java.util.List;

/**
 * What several deltas of one block say of each coordinate that any of them changed, in the order of
 * the coordinates. It is found out before anything is merged: searching is full of branches that a
 * processor guesses wrongly, and while it does, it can't ask the memory for what merging needs.
 */
final class DeltaUnion {
  private static final int END = Integer.MAX_VALUE;

  private final int width;
  private final boolean hasMass;
  private final int[][] deltaOffsets;
  private final float[][] deltaLanes;
  private final int[] positions;

  /** The offset at each position: the only thing that a search looks at. */
  private final int[] current;

  private int[] offsets;
  private int size;

  /** Where the moves of each coordinate end, which begin where those before it end. */
  private final int[] ends;

  private final float[] changes;
  private final float[] masses;
  private int moves;

  /**
   * Finds the coordinates.
   *
   * @param deltas in replica order, each with changes
   * @param width lanes of a coordinate
   * @param hasMass whether one of them is the squared-gradient mass
   */
  DeltaUnion(List<Delta> deltas, int width, boolean hasMass) {
    this.width = width;
    this.hasMass = hasMass;
    int count = deltas.size();
    deltaOffsets = new int[count][];
    deltaLanes = new float[count][];
    positions = new int[count];
    current = new int[count];
    int sum = 0;
    for (int i = 0; i < count; i++) {
      deltaOffsets[i] = deltas.get(i).changes().offsets();
      deltaLanes[i] = deltas.get(i).changes().lanes();
      current[i] = deltaOffsets[i][0];
      sum += deltaOffsets[i].length;
    }
    offsets = new int[sum];
    ends = new int[sum];
    changes = new float[sum];
    masses = new float[hasMass ? sum : 0];
    int offset = leastOffset();
    while (offset != END) {
      take(offset);
      offset = leastOffset();
    }
    offsets = Arrays.copyOf(offsets, size);
  }

  /** Returns the least offset not taken yet, or {@link #END}. */
  private int leastOffset() {
    int least = END;
    for (int offset : current) {
      least = Math.min(least, offset);
    }
    return least;
  }

  /** Takes the moves of all who changed the least offset, and passes on. */
  private void take(int offset) {
    for (int i = 0; i < current.length; i++) {
      if (current[i] == offset) {
        int position = positions[i]++;
        changes[moves] = deltaLanes[i][position * width + OptimizerSpec.WEIGHT];
        if (hasMass) {
          masses[moves] = deltaLanes[i][position * width + OptimizerSpec.MASS];
        }
        moves++;
        current[i] = position + 1 < deltaOffsets[i].length ? deltaOffsets[i][position + 1] : END;
      }
    }
    offsets[size] = offset;
    ends[size++] = moves;
  }

  /** Returns the offsets, increasing. */
  int[] offsets() {
    return offsets;
  }

  /** Adds the moves of all who changed the offset at a position, in replica order. */
  void addTo(Moves all, int position) {
    for (int i = position == 0 ? 0 : ends[position - 1]; i < ends[position]; i++) {
      all.add(changes[i], hasMass ? masses[i] : 0);
    }
  }
}
