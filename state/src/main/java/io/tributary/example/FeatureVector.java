package io.tributary.example;

import java.util.Arrays;

/**
 * A sparse, reusable vector of active coordinates and their values. Coordinates are in {@code [0,
 * 2^bits)}, in no particular order, and may repeat when two features collide.
 *
 * <p>Where a model tells features apart, each entry also has the number of its feature's field.
 * Where features have rows of their own, each entry also has its 64-bit hash, and the coordinate is
 * that of {@link FeatureKeys}.
 *
 * <p>The arrays are exposed so that learners and scorers can loop over them without calls; only the
 * first {@link #size()} entries are meaningful. Not thread safe.
 */
public final class FeatureVector {
  private static final int[] NO_FIELDS = new int[0];
  private static final long[] NO_KEYS = new long[0];

  private int[] indices;
  private float[] values;
  private int[] fields = NO_FIELDS;
  private long[] keys = NO_KEYS;
  private int size;

  /** Creates an empty vector that holds sixteen features before it grows. */
  public FeatureVector() {
    this(16);
  }

  /** Creates an empty vector that holds {@code capacity} features before it grows. */
  public FeatureVector(int capacity) {
    indices = new int[capacity];
    values = new float[capacity];
  }

  /** Returns a vector of these coordinates and their values; it keeps the arrays. */
  public static FeatureVector of(int[] indices, float[] values) {
    if (indices.length != values.length) {
      throw new IllegalArgumentException(
          "arrays differ in length: indices=" + indices.length + " values=" + values.length);
    }
    return new FeatureVector(indices, values);
  }

  /** Returns a vector of these coordinates, their values and fields; it keeps the arrays. */
  public static FeatureVector of(int[] indices, float[] values, int[] fields) {
    FeatureVector vector = of(indices, values);
    if (fields.length != 0 && fields.length != indices.length) {
      throw new IllegalArgumentException(
          "arrays differ in length: indices=" + indices.length + " fields=" + fields.length);
    }
    vector.fields = fields;
    return vector;
  }

  /** Returns a vector of these features, their values and fields, if any; it keeps the arrays. */
  public static FeatureVector ofKeys(long[] keys, float[] values, int[] fields) {
    int[] indices = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      indices[i] = FeatureKeys.coordinate(keys[i]);
    }
    FeatureVector vector = of(indices, values, fields);
    vector.keys = keys;
    return vector;
  }

  private FeatureVector(int[] indices, float[] values) {
    this.indices = indices;
    this.values = values;
    size = indices.length;
  }

  /** Appends one feature. */
  public void add(int index, float value) {
    if (size == indices.length) {
      int capacity = Math.max(8, size * 2);
      indices = Arrays.copyOf(indices, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    indices[size] = index;
    values[size++] = value;
  }

  /** Appends one feature of a field; all entries of a vector have fields, or none has. */
  public void add(int index, float value, int field) {
    if (size >= fields.length) {
      fields = Arrays.copyOf(fields, Math.max(indices.length, size + 1));
    }
    fields[size] = field;
    add(index, value);
  }

  /** Appends one feature by its hash; all entries of a vector have hashes, or none has. */
  public void addKey(long key, float value) {
    putKey(key);
    add(FeatureKeys.coordinate(key), value);
  }

  /** Appends one feature of a field by its hash. */
  public void addKey(long key, float value, int field) {
    putKey(key);
    add(FeatureKeys.coordinate(key), value, field);
  }

  private void putKey(long key) {
    if (size >= keys.length) {
      keys = Arrays.copyOf(keys, Math.max(indices.length, 2 * size + 1));
    }
    keys[size] = key;
  }

  /** Removes all features and keeps the arrays. */
  public void clear() {
    size = 0;
  }

  /** Returns the number of active features. */
  public int size() {
    return size;
  }

  /** Returns the coordinates; valid up to {@link #size()}, until the next {@link #add}. */
  public int[] indices() {
    return indices;
  }

  /** Returns the values; valid up to {@link #size()}, until the next {@link #add}. */
  public float[] values() {
    return values;
  }

  /** Returns the numbers of the fields, valid as {@link #indices}; empty when they have none. */
  public int[] fields() {
    return fields;
  }

  /** Returns the 64-bit hashes, valid as {@link #indices}; empty when they have none. */
  public long[] keys() {
    return keys;
  }

  /** Returns true when each entry has a 64-bit hash. */
  public boolean hasKeys() {
    return size > 0 && keys.length > 0;
  }

  /** Returns a vector of its own with the same features. */
  public FeatureVector copy() {
    FeatureVector copy = new FeatureVector(size);
    System.arraycopy(indices, 0, copy.indices, 0, size);
    System.arraycopy(values, 0, copy.values, 0, size);
    if (fields.length > 0) {
      copy.fields = Arrays.copyOf(fields, size);
    }
    if (keys.length > 0) {
      copy.keys = Arrays.copyOf(keys, size);
    }
    copy.size = size;
    return copy;
  }

  /** Returns true when each entry has a field. */
  public boolean hasFields() {
    return size > 0 && fields.length > 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureVector that
        && size == that.size
        && Arrays.equals(indices, 0, size, that.indices, 0, size)
        && Arrays.equals(values, 0, size, that.values, 0, size)
        && hasFields() == that.hasFields()
        && (!hasFields() || Arrays.equals(fields, 0, size, that.fields, 0, size))
        && hasKeys() == that.hasKeys()
        && (!hasKeys() || Arrays.equals(keys, 0, size, that.keys, 0, size));
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = 31 * (31 * hash + indices[i]) + Float.floatToIntBits(values[i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : " ").append(indices[i]).append(':').append(values[i]);
    }
    return text.append(']').toString();
  }
}
