package io.tributary.learner;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A sum of doubles in fixed point: each is rounded once to a multiple of 2^-52, and from there on
 * adding is integer arithmetic. So whatever the order of adding, merging and subtracting, the
 * result is the same bit for bit, and what was added can be subtracted without a trace.
 *
 * <p>The sum is {@code over * 2^104 + high * 2^52 + whole + fraction * 2^-52}, with whole and
 * fraction in {@code [0, 2^52)}. Ordinary sums have no {@code over}, and the sign in high. One that
 * high can't hold, of squares of very large numbers for one, has its sign in over, and high in
 * {@code [0, 2^52)} too. Infinite addends count as the largest number. Not thread safe.
 */
public final class ExactSum {
  private static final int BITS = 52;
  private static final long MASK = (1L << BITS) - 1;
  private static final double SCALE = 0x1p52;
  private static final double UNIT = 0x1p-52;

  /** Larger addends may need more than high has. */
  private static final double MAX_ORDINARY = 0x1p90;

  /** Where high begins to be too small: it may still be doubled once. */
  private static final long MAX_HIGH = 1L << 61;

  private @Nullable BigInteger over;
  private long high;
  private long whole;
  private long fraction;

  /** Creates a sum of nothing, 0. */
  public ExactSum() {}

  /** Creates a sum from its parts, which this brings into range; over is null for 0. */
  ExactSum(@Nullable BigInteger over, long high, long whole, long fraction) {
    addParts(high, whole, fraction);
    addOver(over);
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
      if (over != null) {
        addOver(null);
      }
    } else {
      addLarge(value);
    }
  }

  private void addLarge(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("not a number: value=NaN");
    }
    if (Math.abs(value) <= MAX_ORDINARY) {
      double top = Math.floor(value * UNIT);
      addParts((long) top, (long) (value - top * SCALE), 0);
      addOver(null);
      return;
    }
    double bounded = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    // All of it is whole: only a number below 2^53 has a fraction.
    BigInteger all = new BigDecimal(bounded).toBigIntegerExact();
    BigInteger wholes = all.shiftRight(BITS);
    addParts(wholes.longValue() & MASK, all.longValue() & MASK, 0);
    addOver(wholes.shiftRight(BITS));
  }

  /** Adds all that another sum has added. */
  public void merge(ExactSum other) {
    addParts(other.high, other.whole, other.fraction);
    addOver(other.over);
  }

  /** Takes away all that another sum has added. */
  public void subtract(ExactSum other) {
    addParts(-other.high, -other.whole, -other.fraction);
    addOver(other.over == null ? null : other.over.negate());
  }

  /** Becomes equal to another sum. */
  void set(ExactSum other) {
    over = other.over;
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

  /** Adds to over, and sees to it that equal sums have equal parts, however they came about. */
  private void addOver(@Nullable BigInteger more) {
    if (more == null && over == null && Math.abs(high) < MAX_HIGH) {
      return;
    }
    BigInteger sum = add(over, more).shiftLeft(BITS).add(BigInteger.valueOf(high));
    if (sum.bitLength() <= 61) {
      over = null;
      high = sum.longValue();
    } else {
      over = sum.shiftRight(BITS);
      high = sum.longValue() & MASK;
    }
  }

  private static BigInteger add(@Nullable BigInteger a, @Nullable BigInteger b) {
    return (a == null ? BigInteger.ZERO : a).add(b == null ? BigInteger.ZERO : b);
  }

  /** Returns the sum, rounded to a double. */
  public double toDouble() {
    if (over == null) {
      return high * SCALE + whole + fraction * UNIT;
    }
    // What is below only matters when it decides between two doubles.
    BigInteger halves = over.shiftLeft(BITS).add(BigInteger.valueOf(high)).shiftLeft(1);
    return ((whole | fraction) == 0 ? halves : halves.setBit(0)).doubleValue() * (SCALE / 2);
  }

  @Nullable BigInteger over() {
    return over;
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
