package io.tributary.synthetic;

import io.tributary.synthetic.ClickDesign.Band;
import io.tributary.synthetic.ClickDesign.Group;

/**
 * What fields say together in a design of strong interactions, as tables. None of it shows in one
 * field alone: each part has mean 0 for every value of each of its fields. So a linear model learns
 * nothing of it, and its variance is that of the design, whatever the seed.
 *
 * <pre>
 * vector u[f][v]  4 numbers, normal(h3(wseed, 5000+4f+r, v)) for r in 0..3, less their means over v
 * group           scale * sum over each two categories a, b of the group of u[a][v_a] . u[b][v_b]
 * band j,c        scale * middle(v_j) * first number of u[c][v_c]; middle is 1 where count j is
 *                 neither in its first nor in its last bucket, else 0, less its mean
 * scale           such that the variance of the part is deviation^2
 * </pre>
 *
 * <p>A factorization machine (Rendle, ICDM 2010) of rank 4 can hold a group, and one of rank 8 two
 * groups. A band is not monotone in its count, so no product of a count and a category's vector
 * comes near it. A network can hold it, and finds it soon: the number that a band turns on is one
 * that a factorization machine has learned anyway. Immutable.
 */
final class PlantedParts {
  static final int RANK = 4;
  private static final int VECTOR_STREAM = 5000;

  private final Group[] groups;
  private final Band[] bands;

  /** Of each group and each of its fields, the vectors of all values, one after the other. */
  private final double[][][] vectors;

  /** Of each band, what every value of its count says. */
  private final double[][] middles;

  /** Of each band, what every value of its category says. */
  private final double[][] weights;

  private final int firstCategory;

  /** Draws the tables. */
  PlantedParts(ClickDesign design, long weightSeed) {
    firstCategory = ClickRow.FIRST_FIELD + design.numbers;
    groups = design.groups.toArray(new Group[0]);
    bands = design.bands.toArray(new Band[0]);
    vectors = new double[groups.length][][];
    for (int g = 0; g < groups.length; g++) {
      vectors[g] = vectors(groups[g], design.buckets, weightSeed);
    }
    middles = new double[bands.length][];
    weights = new double[bands.length][];
    for (int b = 0; b < bands.length; b++) {
      middles[b] = middle(NumberFields.buckets(bands[b].number()));
      weights[b] = weights(bands[b], design.buckets[bands[b].category()], weightSeed);
    }
  }

  private static double[][] vectors(Group group, int[] buckets, long seed) {
    double[][] vectors = new double[group.size()][];
    double[][] moments = new double[group.size()][];
    for (int i = 0; i < vectors.length; i++) {
      int field = group.first() + i;
      vectors[i] = new double[RANK * values(buckets[field])];
      for (int r = 0; r < RANK; r++) {
        long stream = Hashing.stream(seed, VECTOR_STREAM + (long) RANK * field + r);
        for (int v = 0; v < values(buckets[field]); v++) {
          vectors[i][RANK * v + r] = Hashing.normal(Hashing.draw(stream, v));
        }
      }
      center(vectors[i], RANK, buckets[field]);
      moments[i] = moments(vectors[i], RANK, buckets[field]);
    }
    // Fields are drawn independently, so the variance of a product is one of second moments.
    double variance = 0;
    for (int i = 0; i < moments.length; i++) {
      for (int j = i + 1; j < moments.length; j++) {
        for (int m = 0; m < RANK * RANK; m++) {
          variance += moments[i][m] * moments[j][m];
        }
      }
    }
    // Each product has two vectors in it, so each vector takes the root of the scale.
    double scale = Math.sqrt(group.deviation() / Math.sqrt(variance));
    for (double[] ofField : vectors) {
      scale(ofField, scale);
    }
    return vectors;
  }

  private static double[] middle(int buckets) {
    double[] middle = new double[values(buckets)];
    // From the first value of the second bucket to the last but one bucket's last.
    for (int v = 1; v < (1 << (buckets - 1)) - 1; v++) {
      middle[v] = 1;
    }
    return standardized(middle, buckets, 1);
  }

  private static double[] weights(Band band, int buckets, long seed) {
    double[] weights = new double[values(buckets)];
    long stream = Hashing.stream(seed, VECTOR_STREAM + (long) RANK * band.category());
    for (int v = 0; v < weights.length; v++) {
      weights[v] = Hashing.normal(Hashing.draw(stream, v));
    }
    return standardized(weights, buckets, band.deviation());
  }

  private static double[] standardized(double[] table, int buckets, double deviation) {
    center(table, 1, buckets);
    scale(table, deviation / Math.sqrt(moments(table, 1, buckets)[0]));
    return table;
  }

  private static int values(int buckets) {
    return (1 << buckets) - 1;
  }

  /** How often a value is drawn by {@link Hashing#zipf}. */
  static double frequency(int value, int buckets) {
    return 1.0 / Integer.highestOneBit(value + 1) / buckets;
  }

  private static void center(double[] table, int width, int buckets) {
    for (int r = 0; r < width; r++) {
      double mean = 0;
      for (int v = 0; v < values(buckets); v++) {
        mean += frequency(v, buckets) * table[width * v + r];
      }
      for (int v = 0; v < values(buckets); v++) {
        table[width * v + r] -= mean;
      }
    }
  }

  /** Mean products of each two numbers of a row. */
  private static double[] moments(double[] table, int width, int buckets) {
    double[] moments = new double[width * width];
    for (int v = 0; v < values(buckets); v++) {
      double frequency = frequency(v, buckets);
      for (int m = 0; m < moments.length; m++) {
        moments[m] += frequency * table[width * v + m / width] * table[width * v + m % width];
      }
    }
    return moments;
  }

  private static void scale(double[] table, double factor) {
    for (int i = 0; i < table.length; i++) {
      table[i] *= factor;
    }
  }

  /** Returns a sum of log odds with the parts of a row added. */
  double add(double start, long[] values) {
    double logOdds = start;
    for (int g = 0; g < groups.length; g++) {
      logOdds += group(g, values);
    }
    for (int b = 0; b < bands.length; b++) {
      logOdds += band(b, values);
    }
    return logOdds;
  }

  private double group(int g, long[] values) {
    double[][] tables = vectors[g];
    int first = firstCategory + groups[g].first();
    // Half of the square of a sum less the squares is the sum over each two.
    double twice = 0;
    for (int r = 0; r < RANK; r++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < tables.length; i++) {
        double number = tables[i][RANK * (int) values[first + i] + r];
        sum += number;
        squares += number * number;
      }
      twice += sum * sum - squares;
    }
    return twice / 2;
  }

  private double band(int b, long[] values) {
    double middle = middles[b][(int) values[ClickRow.FIRST_FIELD + bands[b].number()]];
    return middle * weights[b][(int) values[firstCategory + bands[b].category()]];
  }
}
