package io.tributary.merge;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arithmetic of merging into one block: walks the deltas' coordinates in increasing order, and
 * at each coordinate takes the replicas in the order given, so that the result depends on nothing
 * else.
 */
final class BlockMerger {
  private final OptimizerSpec optimizer;
  private final MergeRule rule;
  private final Moves moves = new Moves();
  private final int width;

  BlockMerger(OptimizerSpec optimizer, MergeRule rule) {
    this.optimizer = optimizer;
    this.rule = rule;
    width = optimizer.lanes();
    if (rule.needsMass() && !optimizer.hasMass()) {
      throw new IllegalArgumentException(
          "merge rule needs a squared-gradient mass: merge="
              + rule.name()
              + " optimizer="
              + optimizer.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT)
              + " allowed=mean");
    }
  }

  /** Merges one round of all replicas; returns the new values of what changed. */
  SparseValues mergeRound(List<Delta> deltas, float[] lanes) {
    double active = activePerExample(deltas);
    List<Delta> changed = new ArrayList<>(deltas);
    changed.removeIf(delta -> delta.changes().size() == 0);
    if (changed.size() == 1) {
      return mergeAlone(changed.get(0).changes(), active, lanes);
    }
    boolean hasMass = optimizer.hasMass();
    DeltaCursors cursors = new DeltaCursors(changed, width, hasMass);
    Result result = new Result(width, sizes(changed));
    int offset = cursors.leastOffset();
    while (offset != DeltaCursors.END) {
      int at = offset * width;
      moves.start(hasMass ? lanes[at + OptimizerSpec.MASS] : 0, active);
      cursors.take(offset, moves);
      apply(lanes, at, rule.change(moves, optimizer), moves.mass);
      result.add(offset, lanes, at);
      offset = cursors.leastOffset();
    }
    return result.finish();
  }

  /** The same for a round in which one replica alone changed the block: nothing to search for. */
  private SparseValues mergeAlone(SparseValues changes, double active, float[] lanes) {
    int[] offsets = changes.offsets();
    float[] deltas = changes.lanes();
    boolean hasMass = optimizer.hasMass();
    float[] values = new float[deltas.length];
    for (int i = 0; i < offsets.length; i++) {
      int at = offsets[i] * width;
      moves.start(hasMass ? lanes[at + OptimizerSpec.MASS] : 0, active);
      moves.add(deltas[i * width], hasMass ? deltas[i * width + OptimizerSpec.MASS] : 0);
      apply(lanes, at, rule.change(moves, optimizer), moves.mass);
      for (int lane = 0; lane < width; lane++) {
        values[i * width + lane] = lanes[at + lane];
      }
    }
    return new SparseValues(offsets, values);
  }

  /**
   * Merges one delta of one replica, given the deltas of others that were merged since the version
   * it was learned on: it adds what the rule would have given for all of them together beyond what
   * it gives for those alone.
   */
  SparseValues mergeOne(Delta delta, List<Delta> concurrent, float[] lanes) {
    double active = activePerExample(List.of(delta));
    int[] positions = new int[concurrent.size()];
    int[] offsets = delta.changes().offsets();
    Result result = new Result(width, offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      int offset = offsets[i];
      int at = offset * width;
      double mass = optimizer.hasMass() ? lanes[at + OptimizerSpec.MASS] : 0;
      moves.start(mass, active);
      seek(concurrent, positions, offset);
      take(concurrent, positions, offset);
      moves.massBefore = mass - moves.mass;
      double alone = moves.count == 0 ? 0 : rule.change(moves, optimizer);
      double change = delta.changes().lanes()[i * width];
      double added =
          optimizer.hasMass() ? delta.changes().lanes()[i * width + OptimizerSpec.MASS] : 0;
      moves.add(change, added);
      apply(lanes, at, rule.change(moves, optimizer) - alone, added);
      result.add(offset, lanes, at);
    }
    return result.finish();
  }

  private void apply(float[] lanes, int at, double change, double mass) {
    lanes[at + OptimizerSpec.WEIGHT] = finite(lanes[at + OptimizerSpec.WEIGHT] + change);
    if (optimizer.hasMass()) {
      lanes[at + OptimizerSpec.MASS] = finite(lanes[at + OptimizerSpec.MASS] + mass);
    }
  }

  /**
   * Rounds to a float that is finite: learners keep lanes finite, but the sum of what several of
   * them did may not be, and the difference of two infinities would be NaN for good.
   */
  static float finite(double lane) {
    if (lane > Float.MAX_VALUE) {
      return Float.MAX_VALUE;
    }
    return lane < -Float.MAX_VALUE ? -Float.MAX_VALUE : (float) lane;
  }

  private void take(List<Delta> deltas, int[] positions, int offset) {
    for (int i = 0; i < positions.length; i++) {
      SparseValues changes = deltas.get(i).changes();
      int position = positions[i];
      if (position < changes.size() && changes.offsets()[position] == offset) {
        float[] values = changes.lanes();
        double mass = optimizer.hasMass() ? values[position * width + OptimizerSpec.MASS] : 0;
        moves.add(values[position * width], mass);
        positions[i]++;
      }
    }
  }

  private static void seek(List<Delta> deltas, int[] positions, int offset) {
    for (int i = 0; i < positions.length; i++) {
      int[] offsets = deltas.get(i).changes().offsets();
      while (positions[i] < offsets.length && offsets[positions[i]] < offset) {
        positions[i]++;
      }
    }
  }

  private static double activePerExample(List<Delta> deltas) {
    long active = 0;
    long examples = 0;
    for (Delta delta : deltas) {
      active += delta.activeCoordinates();
      examples += delta.examples();
    }
    return examples == 0 ? 0 : (double) active / examples;
  }

  private static int sizes(List<Delta> deltas) {
    int sum = 0;
    for (Delta delta : deltas) {
      sum += delta.changes().size();
    }
    return sum;
  }

  /** The changed coordinates, collected in increasing order. */
  private static final class Result {
    private final int width;
    private final int[] offsets;
    private final float[] values;
    private int size;

    Result(int width, int capacity) {
      this.width = width;
      offsets = new int[capacity];
      values = new float[capacity * width];
    }

    void add(int offset, float[] lanes, int at) {
      offsets[size] = offset;
      for (int lane = 0; lane < width; lane++) {
        values[size * width + lane] = lanes[at + lane];
      }
      size++;
    }

    SparseValues finish() {
      return size == 0
          ? SparseValues.EMPTY
          : new SparseValues(Arrays.copyOf(offsets, size), Arrays.copyOf(values, size * width));
    }
  }
}
