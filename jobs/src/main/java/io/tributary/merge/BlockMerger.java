package io.tributary.merge;

import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.OptimizerSpec;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of merging into one block. It walks the coordinates of the deltas in increasing
 * order, and takes the replicas of each coordinate in the order given, so the result depends on
 * nothing else. Values are read before and written afterwards, in loops of their own: there a
 * processor asks the memory for many coordinates at once.
 */
final class BlockMerger {
  private final OptimizerSpec optimizer;
  private final MergeRule rule;
  private final Moves moves = new Moves();
  private final RankedSet offsets = new RankedSet();
  private final int width;

  /** Merges rows that have more than a weight and its mass; null for others. */
  private final @Nullable RowMerger rows;

  BlockMerger(TableSpec table, MergeRule rule) {
    this.rule = rule;
    optimizer = table.groups().get(0).optimizer();
    width = table.width();
    boolean isPlain =
        table.groups().size() == 1 && width == optimizer.lanes() && !optimizer.isAveraged();
    rows = isPlain ? null : new RowMerger(table, rule);
  }

  /**
   * The result of a merge.
   *
   * @param values the new values of what changed
   * @param before the lanes of these coordinates before it
   */
  record Merged(SparseValues values, float[] before) {
    static final Merged NOTHING = new Merged(SparseValues.EMPTY, new float[0]);
  }

  /** Merges one round of all replicas. */
  Merged mergeRound(List<Delta> deltas, BlockLanes lanes) {
    double active = activePerExample(deltas);
    List<Delta> changed = new ArrayList<>(deltas);
    changed.removeIf(delta -> delta.changes().size() == 0);
    if (changed.isEmpty()) {
      return Merged.NOTHING;
    }
    if (rows != null) {
      return rows.mergeRound(changed, active, lanes);
    }
    if (changed.size() == 1) {
      return mergeAlone(changed.get(0), active, lanes);
    }
    DeltaUnion union = new DeltaUnion(changed, width, optimizer.hasMass(), offsets);
    SparseValues values = lanes.read(union.offsets(), width);
    float[] merged = values.lanes();
    float[] before = merged.clone();
    for (int i = 0; i < values.size(); i++) {
      moves.start(massAt(merged, i * width), active);
      union.addTo(moves, i);
      apply(merged, i * width, rule.change(moves, optimizer), moves.mass);
    }
    lanes.write(values);
    return new Merged(values, before);
  }

  /** The same for a round in which one replica alone changed the block: nothing to search for. */
  private Merged mergeAlone(Delta delta, double active, BlockLanes lanes) {
    SparseValues changes = delta.changes();
    float[] deltas = changes.lanes();
    SparseValues values = lanes.read(changes.offsets(), width);
    float[] merged = values.lanes();
    float[] before = merged.clone();
    for (int at = 0; at < merged.length; at += width) {
      moves.start(massAt(merged, at), active);
      float mass = massAt(deltas, at);
      float curvature = delta.curvature().at(at / width, mass);
      moves.add(deltas[at + OptimizerSpec.WEIGHT], mass, curvature);
      apply(merged, at, rule.change(moves, optimizer), moves.mass);
    }
    lanes.write(values);
    return new Merged(values, before);
  }

  private float massAt(float[] lanes, int at) {
    return optimizer.hasMass() ? lanes[at + OptimizerSpec.MASS] : 0;
  }

  /**
   * Merges one delta of one replica. Deltas of other replicas may have been merged since the
   * version that the delta was learned on. The change is what the rule gives for all these deltas
   * together, less what it gives for the other deltas alone.
   */
  SparseValues mergeOne(Delta delta, List<Delta> concurrent, BlockLanes lanes) {
    double active = activePerExample(List.of(delta));
    if (rows != null) {
      return rows.mergeOne(delta, concurrent, active, lanes);
    }
    int[] positions = new int[concurrent.size()];
    float[] deltas = delta.changes().lanes();
    SparseValues values = lanes.read(delta.changes().offsets(), width);
    float[] merged = values.lanes();
    for (int i = 0; i < values.size(); i++) {
      int at = i * width;
      int offset = values.offsets()[i];
      double mass = massAt(merged, at);
      moves.start(mass, active);
      seek(concurrent, positions, offset);
      take(concurrent, positions, offset);
      moves.massBefore = mass - moves.mass;
      double alone = moves.count == 0 ? 0 : rule.change(moves, optimizer);
      float added = massAt(deltas, at);
      moves.add(deltas[at + OptimizerSpec.WEIGHT], added, delta.curvature().at(i, added));
      apply(merged, at, rule.change(moves, optimizer) - alone, added);
    }
    lanes.write(values);
    return values;
  }

  private void apply(float[] lanes, int at, double change, double mass) {
    lanes[at + OptimizerSpec.WEIGHT] = finite(lanes[at + OptimizerSpec.WEIGHT] + change);
    if (optimizer.hasMass()) {
      lanes[at + OptimizerSpec.MASS] = finite(lanes[at + OptimizerSpec.MASS] + mass);
    }
  }

  /**
   * Rounds to a float that is finite. Each learner keeps its lanes finite, but the sum of several
   * changes may not be, and the difference of two infinities would be NaN for good.
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
        int at = position * width;
        float mass = massAt(changes.lanes(), at);
        float curvature = deltas.get(i).curvature().at(position, mass);
        moves.add(changes.lanes()[at + OptimizerSpec.WEIGHT], mass, curvature);
        positions[i]++;
      }
    }
  }

  static void seek(List<Delta> deltas, int[] positions, int offset) {
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
}
