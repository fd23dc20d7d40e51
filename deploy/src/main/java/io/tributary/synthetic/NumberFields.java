package io.tributary.synthetic;

/** The numbers of a row, and their part of its log odds. See {@link ClickStream}. Immutable. */
final class NumberFields {
  private static final double SMALLEST_BEYOND = 1_000_001;
  private static final int MEAN_POINTS = 4096;

  private final long[] streams;
  private final double[][] countParts;
  private final double[] weights;
  private final double[] means;

  /** Creates the fields of these streams of draws, with weights drawn from the others. */
  NumberFields(long[] streams, long[] weightStreams) {
    this.streams = streams;
    weights = new double[streams.length];
    means = new double[streams.length];
    countParts = new double[Math.min(ClickDesign.COUNTS, streams.length)][];
    for (int j = 0; j < streams.length; j++) {
      weights[j] = ClickDesign.NUMBER_DEVIATION * Hashing.normal(Hashing.draw(weightStreams[j], 0));
      means[j] = j < countParts.length ? countMean(buckets(j)) : decimalMean();
    }
    // There are few counts: a table of their parts saves most of the logarithms.
    for (int j = 0; j < countParts.length; j++) {
      countParts[j] = new double[(1 << buckets(j)) - 1];
      for (int value = 0; value < countParts[j].length; value++) {
        countParts[j][value] = weights[j] * (StrictMath.log1p(value) - means[j]);
      }
    }
  }

  /** Returns the number of buckets of a count. */
  static int buckets(int count) {
    return ClickDesign.FIRST_COUNT_BUCKETS + count;
  }

  private static double countMean(int buckets) {
    double mean = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int size = 1 << bucket;
      double sum = 0;
      for (int value = size - 1; value < 2 * size - 1; value++) {
        sum += StrictMath.log1p(value);
      }
      mean += sum / size / buckets;
    }
    return mean;
  }

  private static double decimalMean() {
    double sum = 0;
    for (int i = 0; i < MEAN_POINTS; i++) {
      sum += StrictMath.log1p(units((i + .5) / MEAN_POINTS) / Column.UNITS);
    }
    return sum / MEAN_POINTS;
  }

  private static long units(double uniform) {
    return (long) (SMALLEST_BEYOND * (uniform * uniform * uniform));
  }

  /** Puts the numbers of a row where they belong, and returns their part of its log odds. */
  double read(long t, long[] values) {
    double part = 0;
    for (int j = 0; j < streams.length; j++) {
      long draw = Hashing.draw(streams[j], t);
      int at = ClickRow.FIRST_FIELD + j;
      if (j < countParts.length) {
        values[at] = Hashing.zipf(draw, buckets(j));
        part += countParts[j][(int) values[at]];
      } else {
        values[at] = units(Hashing.uniform(draw));
        part += weights[j] * (StrictMath.log1p(values[at] / Column.UNITS) - means[j]);
      }
    }
    return part;
  }
}
