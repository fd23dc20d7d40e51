package io.tributary.merge;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The curvature of a round: for each coordinate that it touched, the sum of loss'' times the value
 * squared, over the round's examples. Merge rules take it for how far the round went towards the
 * coordinate's optimum.
 *
 * <p>It is either told for each coordinate, or as a multiple of the coordinate's squared-gradient
 * mass. The multiple costs nothing, and where a coordinate was met by many examples it comes to the
 * same: both sums run over the same values squared.
 *
 * @param perMass curvature of a unit of squared-gradient mass, not negative; for all coordinates,
 *     unless they are told one by one
 * @param codes a {@linkplain #encode code} for each coordinate, or none
 */
public record Curvature(float perMass, byte[] codes) {
  private static final byte[] NO_CODES = new byte[0];

  /** That of a likelihood near its optimum, where the mass is the Fisher information. */
  static final Curvature OF_LIKELIHOOD = new Curvature(1, NO_CODES);

  // A code is a float of 6 bits for the exponent and 2 for the fraction, without a sign: what is
  // told is within an eighth of what was summed. Code 0 is nothing.
  private static final int DROPPED_BITS = 21;
  private static final int HALF = 1 << (DROPPED_BITS - 1);
  private static final int LEAST = (127 - 32) << 2;
  private static final int MOST_CODE = 255;
  private static final float[] DECODED = decoded();

  /** Returns the curvature that is told for each coordinate. */
  public static Curvature ofEach(byte[] codes) {
    return new Curvature(0, codes);
  }

  /** Returns the curvature that is told as a multiple of the mass. */
  public static Curvature ofMass(float perMass) {
    return new Curvature(perMass, NO_CODES);
  }

  /** Returns true when it is told for each coordinate. */
  boolean isOfEach() {
    return codes.length > 0;
  }

  /**
   * Returns the curvature of a coordinate.
   *
   * @param position of the coordinate among those of the round
   * @param mass that the round added to it
   */
  float at(int position, float mass) {
    return codes.length > 0 ? DECODED[codes[position] & 0xFF] : perMass * mass;
  }

  /** Returns the code of a curvature that is not negative, rounded to the nearest there is. */
  static byte encode(float curvature) {
    int rounded = (Float.floatToRawIntBits(curvature) + HALF) >> DROPPED_BITS;
    return (byte) Math.max(0, Math.min(MOST_CODE, rounded - LEAST));
  }

  private static float[] decoded() {
    float[] values = new float[MOST_CODE + 1];
    for (int code = 1; code <= MOST_CODE; code++) {
      values[code] = Float.intBitsToFloat((code + LEAST) << DROPPED_BITS);
    }
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Curvature that
        && Float.compare(perMass, that.perMass) == 0
        && Arrays.equals(codes, that.codes);
  }

  @Override
  public int hashCode() {
    return 31 * Float.hashCode(perMass) + Arrays.hashCode(codes);
  }

  @Override
  public String toString() {
    return "Curvature[perMass=" + perMass + ", codes=" + codes.length + "]";
  }
}
