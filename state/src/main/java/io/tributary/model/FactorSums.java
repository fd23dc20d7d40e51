package io.tributary.model;

import io.tributary.model.Form.Factors;
import io.tributary.model.Form.FieldPair;
import io.tributary.model.Form.Network;
import java.util.Arrays;
import java.util.List;

/**
 * The sums of a factorization machine over an example's rows, and its margins. Training and scoring
 * compute them by this code, so that they agree to the bit.
 *
 * <p>The product of all pairs of factor vectors needs one pass over the rows (Rendle 2010, lemma
 * 3.1): half the square of their sum, less half the sum of their squares. The sums of output o
 * begin at {@code o * perOutput()}:
 *
 * <pre>
 * | weights times values, less half the squares of the factors 1 | sum of the factors: rank |
 * | the same with a sum for each field: rank * fields, where fields are told apart |
 * </pre>
 *
 * <p>Where a network is on top, the values that are its inputs themselves follow.
 *
 * <p>The factors of an example are added up in single precision, between {@link #begin} and {@link
 * #end}, which spares a conversion for each of them. Not thread safe.
 */
public final class FactorSums {
  private final int outputs;
  private final int rank;
  private final int vectors;
  private final boolean hasFields;
  private final FieldPair[] without;
  private final int plain;
  private final int numbers;

  /** For each field the place of its value among the numbers, or -1; empty without numbers. */
  private final int[] numberOf;

  private final Starts starts;
  private final float[] start;

  /** Sums of the factors of an example, output by output. */
  private final float[] sumsOfFactors;

  /** Creates the arithmetic of a machine without a network. */
  public FactorSums(Factors form) {
    this(form, List.of());
  }

  /** Creates the arithmetic of a machine under a network. */
  public FactorSums(Network form) {
    this(form.factors(), form.numbers());
  }

  private FactorSums(Factors form, List<Integer> numbers) {
    this.numbers = numbers.size();
    numberOf = new int[numbers.isEmpty() ? 0 : form.fields()];
    Arrays.fill(numberOf, -1);
    for (int i = 0; i < numbers.size(); i++) {
      numberOf[numbers.get(i)] = i;
    }
    outputs = form.outputs();
    rank = form.rank();
    hasFields = form.fields() > 0;
    vectors = hasFields ? form.fields() : 1;
    without = form.without().toArray(new FieldPair[0]);
    plain = form.plain();
    starts = new Starts(form.deviation(), rank);
    start = starts.numbers();
    sumsOfFactors = new float[outputs * vectors * rank];
  }

  /** Returns the number of sums of each output. */
  public int perOutput() {
    return 1 + vectors * rank;
  }

  /** Returns the number of all sums. */
  public int sums() {
    return outputs * perOutput() + numbers;
  }

  /** Returns where the sum of a field's factor vectors begins, within an output's sums. */
  public int vectorAt(int[] fields, int position) {
    return hasFields ? 1 + fields[position] * rank : 1;
  }

  /** Takes note of an entry's value, if it is one of the numbers. */
  public void addNumber(int[] fields, int position, float x, double[] sums) {
    if (numberOf.length > 0 && numberOf[fields[position]] >= 0) {
      sums[outputs * perOutput() + numberOf[fields[position]]] += x;
    }
  }

  /** Returns where the factors of a coordinate start. */
  public Starts starts() {
    return starts;
  }

  /** Begins the sums of an example. */
  public void begin() {
    Arrays.fill(sumsOfFactors, 0);
  }

  /**
   * Adds what one row contributes to one output.
   *
   * @param weight the row's linear weight
   * @param lanes holds the difference of the factors from their start, from {@code at} on
   * @param coordinate the row's coordinate
   * @param x the value of the feature
   * @param sums the sums; those of the factors follow at the {@link #end}
   * @param output the output
   * @param vectorAt where the factors are added up, within the output's sums
   */
  public void add(
      float weight,
      float[] lanes,
      int at,
      int coordinate,
      float x,
      double[] sums,
      int output,
      int vectorAt) {
    double scalar = (double) weight * x;
    if (coordinate != plain) {
      int to = output * vectors * rank + vectorAt - 1;
      // Its bound is far beyond what a usual value comes to.
      scalar -= 0.5 * Math.min(Float.MAX_VALUE, addVector(lanes, at, coordinate, x, to));
    }
    sums[output * perOutput()] += scalar;
  }

  private float addVector(float[] lanes, int at, int coordinate, float x, int to) {
    int from = starts.at(coordinate);
    float squares = 0;
    for (int f = 0; f < rank; f++) {
      float product = (lanes[at + f] + start[from + f]) * x;
      sumsOfFactors[to + f] += product;
      squares += product * product;
    }
    return squares;
  }

  /** Adds the factors of the example, all of whose rows are added. */
  public void end(double[] sums) {
    int perOutput = vectors * rank;
    for (int output = 0; output < outputs; output++) {
      int from = output * perOutput;
      int to = output * perOutput() + 1;
      for (int i = 0; i < perOutput; i++) {
        sums[to + i] += sumsOfFactors[from + i];
      }
    }
  }

  /** Returns the margin of an output. */
  public double margin(double[] sums, int output) {
    int base = output * perOutput();
    double pairs = 0;
    for (int f = 0; f < rank; f++) {
      double sum = 0;
      for (int vector = 0; vector < vectors; vector++) {
        sum += sums[base + 1 + vector * rank + f];
      }
      pairs += sum * sum;
    }
    double margin = sums[base] + 0.5 * pairs;
    for (FieldPair pair : without) {
      int first = base + 1 + pair.first() * rank;
      int second = base + 1 + pair.second() * rank;
      for (int f = 0; f < rank; f++) {
        margin -= sums[first + f] * sums[second + f];
      }
    }
    return margin;
  }

  /**
   * Adds the derivatives of an output's margin with respect to its sums, times a gradient.
   *
   * @param slopes added to, laid out as the sums
   */
  public void addSlopes(double[] sums, int output, double gradient, double[] slopes) {
    int base = output * perOutput();
    slopes[base] += gradient;
    for (int f = 0; f < rank; f++) {
      double sum = 0;
      for (int vector = 0; vector < vectors; vector++) {
        sum += sums[base + 1 + vector * rank + f];
      }
      for (int vector = 0; vector < vectors; vector++) {
        slopes[base + 1 + vector * rank + f] += gradient * sum;
      }
    }
    for (FieldPair pair : without) {
      int first = base + 1 + pair.first() * rank;
      int second = base + 1 + pair.second() * rank;
      for (int f = 0; f < rank; f++) {
        slopes[first + f] -= gradient * sums[second + f];
        slopes[second + f] -= gradient * sums[first + f];
      }
    }
  }

  /**
   * Returns half of the products that one row's factors are in: what the row adds to a margin
   * besides its weight.
   *
   * @param sums those of the whole example
   * @param vectorAt where the row's factors are added up, within the output's sums
   */
  public double share(
      float[] lanes, int at, int coordinate, float x, double[] sums, int output, int vectorAt) {
    if (coordinate == plain) {
      return 0;
    }
    int base = output * perOutput();
    int from = starts.at(coordinate);
    double share = 0;
    for (int f = 0; f < rank; f++) {
      double own = (lanes[at + f] + start[from + f]) * x;
      double others = -own;
      for (int vector = 0; vector < vectors; vector++) {
        others += sums[base + 1 + vector * rank + f];
      }
      for (FieldPair pair : without) {
        int partner = partner(pair, vectorAt);
        others -= partner < 0 ? 0 : sums[base + partner + f];
      }
      share += own * others;
    }
    return 0.5 * share;
  }

  private int partner(FieldPair pair, int vectorAt) {
    int field = (vectorAt - 1) / rank;
    if (pair.first() == field) {
      return 1 + pair.second() * rank;
    }
    return pair.second() == field ? 1 + pair.first() * rank : -1;
  }
}
