package io.tributary.example;

import java.io.Serializable;

/** What becomes of a number before it is a feature's value. */
public sealed interface Transform extends Serializable {
  /** The number as it is. */
  Transform RAW = new Raw();

  /** The logarithm of one plus the number's size, with the number's sign. */
  Transform LOG1P = new Log1p();

  /** Returns the transformed number. */
  double apply(double number);

  /** Returns the feature's name, given its field's. */
  String nameOf(String field);

  /** The number as it is. */
  record Raw() implements Transform {
    @Override
    public double apply(double number) {
      return number;
    }

    @Override
    public String nameOf(String field) {
      return field;
    }
  }

  /**
   * The number times a constant.
   *
   * @param factor the constant, finite and not zero
   */
  record Scale(double factor) implements Transform {
    public Scale {
      if (!Double.isFinite(factor) || factor == 0) {
        throw new IllegalArgumentException("scale is not finite or zero: factor=" + factor);
      }
    }

    @Override
    public double apply(double number) {
      return number * factor;
    }

    @Override
    public String nameOf(String field) {
      return "scale(" + field + "," + factor + ")";
    }
  }

  /** The logarithm of one plus the number's size, with the number's sign. */
  record Log1p() implements Transform {
    // Counts are the usual argument, and small ones the usual counts.
    private static final double[] OF_WHOLE = new double[1 << 12];

    static {
      for (int i = 0; i < OF_WHOLE.length; i++) {
        OF_WHOLE[i] = log1p(i);
      }
    }

    @Override
    public double apply(double number) {
      int whole = (int) number;
      if (whole == number && whole > 0 && whole < OF_WHOLE.length) {
        return OF_WHOLE[whole];
      }
      return Math.copySign(log1p(Math.abs(number)), number);
    }

    /**
     * As exact as {@link Math#log1p} once it is a float, and several times as fast, because only
     * {@link Math#log} is an instruction sequence of the compiler's. What rounding took from the
     * sum is given back (Kahan; as in Hewlett-Packard's HP-15C handbook).
     */
    private static double log1p(double size) {
      double sum = 1 + size;
      return Double.isInfinite(sum) ? sum : Math.log(sum) - (sum - 1 - size) / sum;
    }

    @Override
    public String nameOf(String field) {
      return "log1p(" + field + ")";
    }
  }
}
