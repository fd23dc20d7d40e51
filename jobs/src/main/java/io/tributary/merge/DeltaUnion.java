package io.tributary.merge;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.OptimizerSpec;
import java.util.List;

/**
 * The coordinates that any of several deltas of one block has changed, in order, with the moves of
 * each coordinate. The union is found before anything is merged, and without comparing deltas with
 * each other. Comparing takes longer with each further delta, and its branches are ones that a
 * processor guesses wrongly, so the processor could not ask the memory for what merging needs.
 */
final class DeltaUnion {
  private final boolean hasMass;
  private final int[] offsets;

  /** Where the moves of each coordinate end, which begin where those before it end. */
  private final int[] ends;

  private final float[] changes;
  private final float[] masses;
  private final float[] curvatures;

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
    curvatures = new float[moves];
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
      Curvature curvature = delta.curvature();
      for (int i = 0; i < delta.changes().size(); i++) {
        int to = ends[ranks[move++]]++;
        changes[to] = lanes[i * width + OptimizerSpec.WEIGHT];
        float mass = 0;
        if (hasMass) {
          mass = lanes[i * width + OptimizerSpec.MASS];
          masses[to] = mass;
        }
        curvatures[to] = curvature.at(i, mass);
      }
    }
  }

  /** Returns the offsets, increasing. */
  int[] offsets() {
    return offsets;
  }

  /** Adds the moves of all replicas that changed the offset at a position, in replica order. */
  void addTo(Moves all, int position) {
    for (int i = position == 0 ? 0 : ends[position - 1]; i < ends[position]; i++) {
      all.add(changes[i], hasMass ? masses[i] : 0, curvatures[i]);
    }
  }
}
