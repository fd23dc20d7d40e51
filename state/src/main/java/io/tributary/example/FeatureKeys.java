package io.tributary.example;

/**
 * What follows from the 64-bit hash of a feature, where a model's features have rows of their own.
 * The first bits are its coordinate, as if it were in a table of 2^30: they decide on its block,
 * and on where its factors start. Two features may have one coordinate, and still two rows.
 */
public final class FeatureKeys {
  /** Logarithm of the number of coordinates. */
  public static final int BITS = 30;

  private FeatureKeys() {}

  /** Returns the coordinate of a feature, {@code [0, 2^30)}. */
  public static int coordinate(long key) {
    return (int) (key >>> (Long.SIZE - BITS));
  }
}
