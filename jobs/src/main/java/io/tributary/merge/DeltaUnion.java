package io.tributary.merge;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.OptimizerSpec;
import java.util.List;

/**
 * What several deltas of one block say of each coordinate that any of them changed, in the order of
 * the coordinates. It is found out before anything is merged, and without comparing deltas with
 * each other: comparing takes longer the more there are, and is full of branches that a processor
 * guesses wrongly, while it can't ask the memory for what merging needs.
 */
final class DeltaUnion {
  private final boolean hasMass;
  private final int[] offsets;

  /** Where the moves of each coordinate end, which begin where those before it end. */
  private final int[] ends;

  private final float[] changes;
  private final float[] masses;

  /**
   * Finds the coordinates.
   *
   * @param deltas in replica order
   * @param width lanes of a coordinate
   * @param hasMass whether one of them is the squared-gradient mass
   * @param scratch an empty set, which is empty again afterwards
   */
  DeltaUnion(List<Delta> deltas, int width, boolean hasMass, RankedSet scratch) {
    this.hasMass = hasMass;
    int moves = 0;
    for (Delta delta : deltas) {
      scratch.addAll(delta.changes().offsets(), 0);
      moves += delta.changes().size();
    }
    offsets = scratch.members(moves);
    ends = new int[offsets.length];
    int[] ranks = new int[moves];
    count(deltas, scratch, ranks);
    scratch.clear();
    changes = new float[moves];
    masses = new float[hasMass ? moves : 0];
    place(deltas, width, ranks);
  }

  /** Finds where the moves of each coordinate begin. */
  private void count(List<Delta> deltas, RankedSet set, int[] ranks) {
    int move = 0;
    for (Delta delta : deltas) {
      for (int offset : delta.changes().offsets()) {
        int rank = set.rankOf(offset);
        ranks[move++] = rank;
        ends[rank]++;
      }
    }
    int begin = 0;
    for (int i = 0; i < ends.length; i++) {
      int count = ends[i];
      ends[i] = begin;
      begin += count;
    }
  }

  /** Puts each move behind those of the replicas before, so that the beginnings become ends. */
  private void place(List<Delta> deltas, int width, int[] ranks) {
    int move = 0;
    for (Delta delta : deltas) {
      float[] lanes = delta.changes().lanes();
      for (int at = 0; at < lanes.length; at += width) {
        int to = ends[ranks[move++]]++;
        changes[to] = lanes[at + OptimizerSpec.WEIGHT];
        if (hasMass) {
          masses[to] = lanes[at + OptimizerSpec.MASS];
        }
      }
    }
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
