package io.tributary.merge;

import io.tributary.merge.ReplicaMessage.Delta;
import io.tributary.model.BlockLayout;
import io.tributary.model.SparseValues;
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
 */
record ViewSnapshot(
    long version,
    long[] baseVersions,
    List<Delta> unmerged,
    int[] touched,
    float[] before,
    SparseValues overlay,
    RoundCurvature.Sums curvature) {
  /**
   * Checks that the snapshot is of a model. The masters' state tells models of another size apart;
   * this check finds another number of blocks or another optimizer.
   *
   * @throws IllegalStateException when it is of another one
   */
  void requireFits(BlockLayout layout, int width) {
    int lanes = overlay.size() == 0 ? width : overlay.width();
    if (baseVersions.length != layout.blocks() || lanes != width) {
      throw new IllegalStateException(
          "snapshot is of another model, whose bits, blocks and optimizer can't change: blocks="
              + baseVersions.length
              + " lanes="
              + lanes
              + " expectedBlocks="
              + layout.blocks()
              + " expectedLanes="
              + width);
    }
  }
}
