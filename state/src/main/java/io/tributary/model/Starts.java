package io.tributary.model;

/**
 * Where parameters start that are not zero before anything is learned. A start is computed from the
 * coordinate, so that all processes agree on it without sending anything, and only what was learned
 * since is stored: a row that was never touched is zero.
 *
 * <p>A coordinate's numbers are a slice of one table of random numbers, found by a hash. They are
 * uniform within sqrt(3) deviations around zero.
 */
public final class Starts {
  private static final int SLICES = 1 << 14;
  private static final long SEED = 0x9E3779B97F4A7C15L;

  private final float[] numbers;

  /**
   * Creates the starts of vectors.
   *
   * @param deviation their standard deviation, not negative
   * @param length of a vector
   */
  public Starts(double deviation, int length) {
    numbers = new float[SLICES + length];
    for (int i = 0; i < numbers.length; i++) {
      // Integers and one multiplication: equal on every machine.
      double uniform = ((mix(SEED * (i + 1)) >> 11) + .5) * 0x1p-52;
      numbers[i] = (float) (deviation * Math.sqrt(3) * uniform);
    }
  }

  /** Returns where the vector of a coordinate begins in {@link #numbers}. */
  public int at(int coordinate) {
    int hash = coordinate * 0x85EBCA6B;
    hash ^= hash >>> 15;
    hash *= 0xC2B2AE35;
    return hash >>> 18;
  }

  /** Returns the table of numbers. */
  public float[] numbers() {
    return numbers;
  }

  private static long mix(long value) {
    long hash = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }
}
