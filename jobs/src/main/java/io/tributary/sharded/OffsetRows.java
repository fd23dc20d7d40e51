package io.tributary.sharded;

import io.tributary.model.SparseValues;
import io.tributary.sharded.ShardMessage.Part;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows that are found by their position within the block. */
final class OffsetRows implements BlockRows {
  private final Rows rows;
  private final ShardState state;
  private final int first;
  private final int width;

  /**
   * Makes the rows of a block.
   *
   * @param first the block's first coordinate
   * @param width lanes of a row
   */
  OffsetRows(Rows rows, ShardState state, int first, int width) {
    this.rows = rows;
    this.state = state;
    this.first = first;
    this.width = width;
  }

  @Override
  public void advance(long eventTime) {
    // Rows stay.
  }

  @Override
  public void read(Part part, float[] into) {
    rows.gather(part.offsets(), part.offsets().length, into);
  }

  @Override
  public void see(Part part, float[] into) {
    read(part, into);
  }

  @Override
  public boolean isAbsent(int place) {
    return false;
  }

  @Override
  public boolean lacksRows() {
    return false;
  }

  @Override
  public void write(Part part, float[] from) {
    rows.scatter(part.offsets(), part.offsets().length, from);
    for (int offset : part.offsets()) {
      state.touched.set(offset);
    }
  }

  @Override
  public int coordinate(Part part, int place) {
    return first + part.offsets()[place];
  }

  @Override
  public @Nullable TableCounts counts() {
    return null;
  }

  @Override
  public int count() {
    int[] count = {0};
    rows.forEach((offset, from, at) -> count[0]++);
    return count[0];
  }

  @Override
  public void content(int most, Consumer<SparseValues> piece) {
    int[] offsets = new int[most];
    float[] lanes = new float[most * width];
    int[] size = {0};
    rows.forEach(
        (offset, from, at) -> {
          if (size[0] == most) {
            piece.accept(new SparseValues(offsets.clone(), lanes.clone()));
            size[0] = 0;
          }
          offsets[size[0]] = offset;
          System.arraycopy(from, at, lanes, size[0] * width, width);
          size[0]++;
        });
    if (size[0] > 0) {
      piece.accept(
          new SparseValues(Arrays.copyOf(offsets, size[0]), Arrays.copyOf(lanes, size[0] * width)));
    }
  }

  @Override
  public SparseValues takeChanges() {
    int[] offsets = state.touchedRows();
    float[] lanes = new float[offsets.length * width];
    rows.gather(offsets, offsets.length, lanes);
    state.touched.clear();
    return offsets.length == 0 ? SparseValues.EMPTY : new SparseValues(offsets, lanes);
  }
}
