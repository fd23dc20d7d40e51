package io.tributary.merge;

import io.tributary.model.SparseValues;

/**
 * What a replica's view of one table holds beyond the merged values, which are in the masters'
 * state.
 *
 * @param touched rows the current round has touched, increasing
 * @param before their lanes before the round
 * @param overlay the lanes, to the bit, of all rows that own unmerged learning has changed;
 *     recomputing them would round differently
 */
record TableSnapshot(int[] touched, float[] before, SparseValues overlay) {
  /** Nothing learned that is not merged. */
  static final TableSnapshot NONE = new TableSnapshot(new int[0], new float[0], SparseValues.EMPTY);
}
