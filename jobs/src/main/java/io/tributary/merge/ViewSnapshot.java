package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import java.util.List;

/**
 * What a replica's view holds beyond the merged values, which are in the masters' state.
 *
 * @param version the merged version under it
 * @param baseVersions for each block, the version on which the current round began
 * @param unmerged own rounds that are sent and not merged, in order within each block
 * @param touched coordinates the current round has touched, in any order
 * @param before their lanes before the round
 * @param overlay the lanes, to the bit, of all coordinates that own unmerged learning has changed;
 *     recomputing them would round differently
 * @param curvature of the current round, in the order of {@code touched}
 * @param dense the same of the dense table, where there is one
 */
record ViewSnapshot(
    long version,
    long[] baseVersions,
    List<Delta> unmerged,
    int[] touched,
    float[] before,
    SparseValues overlay,
    RoundCurvature.Sums curvature,
    TableSnapshot dense) {
  /** Creates the snapshot of a model without a dense table. */
  ViewSnapshot(
      long version,
      long[] baseVersions,
      List<Delta> unmerged,
      int[] touched,
      float[] before,
      SparseValues overlay,
      RoundCurvature.Sums curvature) {
    this(version, baseVersions, unmerged, touched, before, overlay, curvature, TableSnapshot.NONE);
  }

  /** Returns what it has of the sparse table. */
  TableSnapshot sparse() {
    return new TableSnapshot(touched, before, overlay);
  }

  /**
   * Checks that the snapshot is of a model. The masters' state tells models of another size apart;
   * this check finds another number of blocks or another optimizer.
   *
   * @throws IllegalStateException when it is of another one
   */
  void requireFits(List<TableSpec> tables) {
    TableSpec last = tables.get(tables.size() - 1);
    requireFits(overlay, tables.get(0).width(), last.endBlock());
    if (last.dense()) {
      requireFits(dense.overlay(), last.width(), last.endBlock());
    }
  }

  private void requireFits(SparseValues values, int width, int blocks) {
    int lanes = values.size() == 0 ? width : values.width();
    if (baseVersions.length != blocks || lanes != width) {
      throw new IllegalStateException(
          "snapshot is of another model, whose bits, blocks and optimizer can't change: blocks="
              + baseVersions.length
              + " lanes="
              + lanes
              + " expectedBlocks="
              + blocks
              + " expectedLanes="
              + width);
    }
  }
}
