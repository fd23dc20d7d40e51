package io.tributary.serving;

import io.tributary.model.SparseValues;
import io.tributary.model.TableSpec;
import io.tributary.store.BlockHeader;
import io.tributary.store.ModelStore;
import java.util.Optional;

/** All weights of a block whose rows are found by their offset. */
final class DenseContent implements BlockContent {
  private final TableSpec table;
  private final float[] weights;

  DenseContent(TableSpec table) {
    this.table = table;
    weights = new float[table.blockWeights()];
  }

  @Override
  public Optional<BlockHeader> resume(ModelStore store, int block) {
    return store.read(block, weights);
  }

  @Override
  public void take(SparseValues values) {
    table.copyWeights(values, weights);
  }

  @Override
  public void flush(ModelStore store, BlockHeader header) {
    store.write(header, weights);
  }
}
