package io.tributary.model;

import java.util.Arrays;

/**
 * Values of some coordinates of one block, or of some features where these have rows of their own.
 *
 * @param offsets positions within the block, strictly increasing; none where there are keys
 * @param keys 64-bit hashes of features, strictly increasing; none where there are offsets
 * @param removed hashes of features that have no row any more, strictly increasing
 * @param lanes the coordinates' lanes, one coordinate after the other: {@code size() *
 *     lanesPerCoordinate} floats
 */
public record SparseValues(int[] offsets, long[] keys, long[] removed, float[] lanes) {
  /** No keys at all. */
  public static final long[] NO_KEYS = {};

  /** No coordinates at all. */
  public static final SparseValues EMPTY = new SparseValues(new int[0], new float[0]);

  /** Values of coordinates. */
  public SparseValues(int[] offsets, float[] lanes) {
    this(offsets, NO_KEYS, NO_KEYS, lanes);
  }

  /** Returns values of features, and which features have none any more. */
  public static SparseValues ofKeys(long[] keys, long[] removed, float[] lanes) {
    return keys.length + removed.length == 0
        ? EMPTY
        : new SparseValues(EMPTY.offsets, keys, removed, lanes);
  }

  /** Returns true when it tells of features by their keys. */
  public boolean isKeyed() {
    return keys.length + removed.length > 0;
  }

  /** Returns the number of coordinates, or of features with values. */
  public int size() {
    return offsets.length + keys.length;
  }

  /** Returns the number of lanes per coordinate, or 0 when there are no coordinates. */
  public int width() {
    return size() == 0 ? 0 : lanes.length / size();
  }

  /**
   * Writes the values to a block's dense lanes.
   *
   * @param dense the lanes, those of the block from {@code first} on
   */
  public void copyTo(float[] dense, int first) {
    if (width() == 2) {
      // The usual width, in a loop without a call for each coordinate.
      for (int i = 0; i < offsets.length; i++) {
        int at = first + 2 * offsets[i];
        dense[at] = lanes[2 * i];
        dense[at + 1] = lanes[2 * i + 1];
      }
      return;
    }
    int width = width();
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(lanes, i * width, dense, first + offsets[i] * width, width);
    }
  }

  /**
   * Reads the values anew from a block's dense lanes.
   *
   * @param dense the lanes, those of the block from {@code first} on
   */
  public void copyFrom(float[] dense, int first) {
    if (width() == 2) {
      for (int i = 0; i < offsets.length; i++) {
        int at = first + 2 * offsets[i];
        lanes[2 * i] = dense[at];
        lanes[2 * i + 1] = dense[at + 1];
      }
      return;
    }
    int width = width();
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(dense, first + offsets[i] * width, lanes, i * width, width);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseValues that
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(keys, that.keys)
        && Arrays.equals(removed, that.removed)
        && Arrays.equals(lanes, that.lanes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(offsets) + Arrays.hashCode(keys)) + Arrays.hashCode(lanes);
  }

  @Override
  public String toString() {
    return "SparseValues[size=" + size() + (isKeyed() ? ", removed=" + removed.length : "") + "]";
  }
}
