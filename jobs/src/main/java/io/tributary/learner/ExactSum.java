package io.tributary.learner;

/**
 * A sum of doubles in fixed point: each is rounded once to a multiple of 2^-52, and from there on
 * adding is integer arithmetic. So whatever the order of adding, merging and subtracting, the
 * result is the same bit for bit, and what was added can be subtracted without a trace.
 *
 * <p>The sum is {@code high * 2^52 + whole + fraction * 2^-52}, with whole and fraction in {@code
 * [0, 2^52)} and the sign in high. Addends beyond 2^90 either way count as 2^90, so that millions
 * of them cannot overflow. Not thread safe.
 */
public final class ExactSum {
  private static final int BITS = 52;
  private static final long MASK = (1L << BITS) - 1;
  private static final double SCALE = 0x1p52;
  private static final double UNIT = 0x1p-52;
  private static final double MAX_ADDEND = 0x1p90;

  private long high;
  private long whole;
  private long fraction;

  /** Creates a sum of nothing, 0. */
  public ExactSum() {}

  /** Creates a sum from its three parts, which this brings into range. */
  ExactSum(long high, long whole, long fraction) {
    addParts(high, whole, fraction);
  }

  /**
   * Adds a number.
   *
   * @throws IllegalArgumentException when it is NaN
   */
  public void add(double value) {
    if (Math.abs(value) < SCALE) {
      double floor = Math.floor(value);
      addParts(0, (long) floor, (long) ((value - floor) * SCALE + 0.5));
    } else {
      addLarge(value);
    }
  }

  private void addLarge(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("not a number: value=NaN");
    }
    double bounded = Math.max(-MAX_ADDEND, Math.min(MAX_ADDEND, value));
    double top = Math.floor(bounded * UNIT);
    addParts((long) top, (long) (bounded - top * SCALE), 0);
  }

  /** Adds all that another sum has added. */
  public void merge(ExactSum other) {
    addParts(other.high, other.whole, other.fraction);
  }

  /** Takes away all that another sum has added. */
  public void subtract(ExactSum other) {
    addParts(-other.high, -other.whole, -other.fraction);
  }

  /** Becomes equal to another sum. */
  void set(ExactSum other) {
    high = other.high;
    whole = other.whole;
    fraction = other.fraction;
  }

  private void addParts(long moreHigh, long moreWhole, long moreFraction) {
    // shifting keeps the sign, so a negative part borrows from the one above it
    long fractions = fraction + moreFraction;
    long wholes = whole + moreWhole + (fractions >> BITS);
    fraction = fractions & MASK;
    whole = wholes & MASK;
    high += moreHigh + (wholes >> BITS);
  }

  /** Returns the sum, rounded to a double. */
  public double toDouble() {
    return high * SCALE + whole + fraction * UNIT;
  }

  long high() {
    return high;
  }

  long whole() {
    return whole;
  }

  long fraction() {
    return fraction;
  }

  @Override
  public String toString() {
    return Double.toString(toDouble());
  }
}
