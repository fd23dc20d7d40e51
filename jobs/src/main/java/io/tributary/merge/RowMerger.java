package io.tributary.merge;

import io.tributary.merge.BlockMerger.Merged;
import io.tributary.merge.MergeRule.Moves;
import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.LaneGroup;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Merges rows of any layout, group by group: each weight by the merge rule, with the mass that its
 * group shares; masses add up; the lanes of an optimizer without curvature become the mean of the
 * replicas' that touched the row.
 *
 * <p>A round tells one curvature of a row, that of its linear weights. The curvature of other
 * groups is in proportion to their masses: all of them are sums over the same examples, of slopes
 * times the same numbers.
 */
final class RowMerger {
  private final TableSpec table;
  private final MergeRule rule;
  private final int width;
  private final RankedSet offsets = new RankedSet();
  private final Moves moves = new Moves();

  /** The deltas that have the current row, and where they have it. */
  private final List<Delta> sources = new ArrayList<>();

  private int[] positions = new int[8];

  RowMerger(TableSpec table, MergeRule rule) {
    this.table = table;
    this.rule = rule;
    width = table.width();
  }

  /** Merges one round of all replicas; none of the deltas is empty. */
  Merged mergeRound(List<Delta> deltas, double active, BlockLanes lanes) {
    SparseValues values = lanes.read(union(deltas), width);
    float[] merged = values.lanes();
    float[] before = merged.clone();
    int[] next = new int[deltas.size()];
    for (int i = 0; i < values.size(); i++) {
      find(deltas, next, values.offsets()[i]);
      mergeRow(merged, i * width, active, 0);
    }
    lanes.write(values);
    return new Merged(values, before);
  }

  /** Merges one delta of one replica, see {@link BlockMerger#mergeOne}. */
  SparseValues mergeOne(Delta delta, List<Delta> concurrent, double active, BlockLanes lanes) {
    SparseValues values = lanes.read(delta.changes().offsets(), width);
    int[] next = new int[concurrent.size()];
    for (int i = 0; i < values.size(); i++) {
      BlockMerger.seek(concurrent, next, values.offsets()[i]);
      find(concurrent, next, values.offsets()[i]);
      int others = sources.size();
      add(delta, i);
      mergeRow(values.lanes(), i * width, active, others);
    }
    lanes.write(values);
    return values;
  }

  private int[] union(List<Delta> deltas) {
    int most = 0;
    for (Delta delta : deltas) {
      offsets.addAll(delta.changes().offsets(), 0);
      most += delta.changes().size();
    }
    int[] members = offsets.members(most);
    offsets.clear();
    return members;
  }

  private void find(List<Delta> deltas, int[] next, int offset) {
    sources.clear();
    for (int i = 0; i < next.length; i++) {
      int[] changed = deltas.get(i).changes().offsets();
      if (next[i] < changed.length && changed[next[i]] == offset) {
        add(deltas.get(i), next[i]);
        next[i]++;
      }
    }
  }

  private void add(Delta delta, int position) {
    if (sources.size() == positions.length) {
      positions = Arrays.copyOf(positions, 2 * positions.length);
    }
    positions[sources.size()] = position;
    sources.add(delta);
  }

  /**
   * Merges the sources into a row.
   *
   * @param merged number of sources, the first ones, that the row holds already
   */
  private void mergeRow(float[] row, int at, double active, int merged) {
    for (LaneGroup group : table.groups()) {
      if (group.optimizer().isAveraged()) {
        average(row, at, group, merged);
        continue;
      }
      int mass = group.mass();
      double massBefore = mass < 0 ? 0 : row[at + mass] - sumOf(mass, 0, merged);
      for (int lane = group.first(); lane < group.first() + group.weights(); lane++) {
        moves.start(massBefore, active);
        take(group, lane, 0, merged);
        double known = merged == 0 ? 0 : rule.change(moves, group.optimizer());
        take(group, lane, merged, sources.size());
        double change = rule.change(moves, group.optimizer()) - known;
        row[at + lane] = BlockMerger.finite(row[at + lane] + change);
      }
      if (mass >= 0) {
        double grown = row[at + mass] + sumOf(mass, merged, sources.size());
        row[at + mass] = BlockMerger.finite(grown);
      }
    }
  }

  /** Adds the moves of some sources. */
  private void take(LaneGroup group, int lane, int from, int end) {
    for (int i = from; i < end; i++) {
      double mass = group.mass() < 0 ? 0 : change(i, group.mass());
      moves.add(change(i, lane), mass, curvature(i, group, mass));
    }
  }

  private double curvature(int source, LaneGroup group, double mass) {
    Curvature told = sources.get(source).curvature();
    if (!told.isOfEach()) {
      return told.at(positions[source], (float) mass);
    }
    double ofRow = told.at(positions[source], 0);
    if (group.mass() < 0) {
      return ofRow;
    }
    double linear = 0;
    for (LaneGroup other : table.groups()) {
      linear += other.weights() == 1 && other.mass() >= 0 ? change(source, other.mass()) : 0;
    }
    return linear > 0 ? ofRow * mass / linear : 0;
  }

  private double sumOf(int lane, int from, int end) {
    double sum = 0;
    for (int i = from; i < end; i++) {
      sum += change(i, lane);
    }
    return sum;
  }

  private float change(int source, int lane) {
    return sources.get(source).changes().lanes()[positions[source] * width + lane];
  }

  private void average(float[] row, int at, LaneGroup group, int merged) {
    for (int lane = group.first(); lane < group.end(); lane++) {
      double known = merged == 0 ? 0 : sumOf(lane, 0, merged) / merged;
      double mean = sumOf(lane, 0, sources.size()) / sources.size();
      row[at + lane] = BlockMerger.finite(row[at + lane] + mean - known);
    }
  }
}
