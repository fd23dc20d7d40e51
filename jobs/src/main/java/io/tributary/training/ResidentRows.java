package io.tributary.training;

import io.tributary.sharded.HeapRows;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The rows of a block, all of them in memory. A checkpoint copies the pages that have changed since
 * the one before.
 */
final class ResidentRows implements StoredRows {
  private final PageStore store;
  private final int pageFloats;
  private final float[] lanes;
  private final HeapRows rows;
  private final BitSet changed = new BitSet();

  /**
   * Reads the rows of a block.
   *
   * @param size rows of the block
   * @param width lanes of a row
   * @throws IllegalStateException when they are those of another model
   */
  ResidentRows(PageStore store, int size, int width) {
    this.store = store;
    pageFloats = RowPage.ROWS * width;
    lanes = new float[size * width];
    rows = new HeapRows(lanes, width);
    for (int from = 0, page = 0; from < lanes.length; from += pageFloats, page++) {
      RowPage content = store.get(page);
      if (content != null) {
        content.requireSize(Math.min(pageFloats, lanes.length - from));
        System.arraycopy(content.lanes(), 0, lanes, from, content.lanes().length);
      }
    }
  }

  @Override
  public void gather(int[] offsets, int size, float[] into) {
    rows.gather(offsets, size, into);
  }

  @Override
  public void scatter(int[] offsets, int size, float[] from) {
    rows.scatter(offsets, size, from);
    for (int i = 0; i < size; i++) {
      changed.set(offsets[i] / RowPage.ROWS);
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    rows.forEach(visitor);
  }

  @Override
  public void flush() {
    for (int page = changed.nextSetBit(0); page >= 0; page = changed.nextSetBit(page + 1)) {
      int from = page * pageFloats;
      int to = Math.min(from + pageFloats, lanes.length);
      store.put(page, new RowPage(Arrays.copyOfRange(lanes, from, to)));
    }
    changed.clear();
  }
}
