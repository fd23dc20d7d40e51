package io.tributary.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which fields a click stream has, and how much each says about the label.
 *
 * <p>12 fields: {@code f0} to {@code f11}, categories. 39 fields: numbers {@code n0} to {@code
 * n12}, the first nine whole counts, the others from 0 to 100 with four decimals, small ones more
 * often; and categories {@code c0} to {@code c25}, of which the first twelve hold what {@code f0}
 * to {@code f11} do and the next twelve are made in the same way. They are more than twice as many,
 * so each says less about the label; the bias keeps the base rate at some 7 % in both.
 *
 * <p>Interactions: counts {@code n0} to {@code n3} and categories {@code c0} to {@code c9} of 63 to
 * 127 values. What fields say together is some two thirds of the variance of the log odds, see
 * {@link PlantedParts}; the base rate is some 30 %.
 *
 * <p>Ids: categories {@code c0} to {@code c8} of 63 to 255 values, which stay, and ids {@code i0}
 * and {@code i1}, which come and go, see {@link EndlessIds}. A new {@code i0} is born every 10 rows
 * and a new {@code i1} every 100; 50,000 and 10,000 are alive at a time. What the ids say is half
 * of the variance of the log odds, .36 and .64 of some 2; the base rate is some 30 %.
 */
public final class ClickDesign {
  // Before the designs, which have it.
  private static final List<Interaction> FEW_INTERACTIONS =
      List.of(new Interaction(4, 5, .35), new Interaction(6, 8, .5));

  /** Twelve categories. */
  public static final ClickDesign FIELDS_12 = new ClickDesign(-3.3, 0, 12, 1, "f");

  /** Thirteen numbers and twenty-six categories. */
  public static final ClickDesign FIELDS_39 = new ClickDesign(-3.1, 13, 26, Math.sqrt(2), "c");

  /** Four counts and ten categories, which say more together than one by one. */
  public static final ClickDesign INTERACTIONS = interactions();

  /** Nine categories that stay, and two fields of ids that come and go. */
  public static final ClickDesign IDS = ids();

  /** How many of the numbers are counts. */
  static final int COUNTS = 9;

  /** The first count has so many buckets, the next one more, and so on. */
  static final int FIRST_COUNT_BUCKETS = 4;

  /** The standard deviation of the weight of a number. */
  static final double NUMBER_DEVIATION = .1;

  /** Two categories that say more together, and how much. */
  record Interaction(int first, int second, double deviation) {}

  /** Categories next to each other of which every two interact, by latent vectors of one space. */
  record Group(int first, int size, double deviation) {}

  /** A category that says more when a count is in the middle of its range, and else less. */
  record Band(int number, int category, double deviation) {}

  /**
   * A field of ids that come and go.
   *
   * @param birthRows after how many rows the next one is born
   * @param alive how many there are at a time, so that a life has birthRows * alive rows
   * @param deviation the standard deviation of what an id says
   */
  record Ids(long birthRows, long alive, double deviation) {}

  private static final int REPEATED = 12;

  final double bias;
  final int numbers;
  final int[] buckets;
  final double[] deviations;
  final List<Interaction> interactions;
  final List<Group> groups;
  final List<Band> bands;
  final List<Ids> ids;
  private final List<Column> columns;

  private ClickDesign(double bias, int numbers, int categories, double spread, String prefix) {
    int[] someBuckets = {5, 3, 7, 4, 10, 12, 8, 3, 9, 13, 18, 20};
    double[] someDeviations = {.2, .2, .3, .2, .4, .4, .4, .2, .4, .3, .3, .1};
    int[] moreBuckets = {6, 16};
    int repeated = categories / REPEATED * REPEATED;
    this.bias = bias;
    this.numbers = numbers;
    buckets = new int[categories];
    deviations = new double[categories];
    for (int i = 0; i < categories; i++) {
      boolean more = i >= repeated;
      buckets[i] = more ? moreBuckets[i - repeated] : someBuckets[i % REPEATED];
      deviations[i] = more ? .2 : someDeviations[i % REPEATED] / spread;
    }
    interactions = FEW_INTERACTIONS;
    groups = List.of();
    bands = List.of();
    ids = List.of();
    columns = columns(numbers, categories, prefix, 0);
  }

  private ClickDesign(
      double bias,
      int numbers,
      int[] buckets,
      double deviation,
      List<Group> groups,
      List<Band> bands,
      List<Ids> ids) {
    this.bias = bias;
    this.numbers = numbers;
    this.buckets = buckets;
    deviations = new double[buckets.length];
    Arrays.fill(deviations, deviation);
    interactions = List.of();
    this.groups = groups;
    this.bands = bands;
    this.ids = ids;
    columns = columns(numbers, buckets.length, "c", ids.size());
  }

  private static ClickDesign interactions() {
    int[] buckets = {6, 7, 6, 7, 6, 7, 6, 7, 6, 6};
    return new ClickDesign(
        -1.4,
        4,
        buckets,
        .35,
        List.of(new Group(0, 4, .95), new Group(4, 4, .95)),
        List.of(new Band(0, 0, .6), new Band(1, 4, .6)),
        List.of());
  }

  private static ClickDesign ids() {
    int[] buckets = {8, 7, 6, 8, 7, 6, 8, 7, 6};
    return new ClickDesign(
        -1.25,
        0,
        buckets,
        1.0 / 3,
        List.of(),
        List.of(),
        List.of(new Ids(10, 50_000, .6), new Ids(100, 10_000, .8)));
  }

  /**
   * Returns the design of so many fields.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ClickDesign of(int fields) {
    return switch (fields) {
      case 12 -> FIELDS_12;
      case 39 -> FIELDS_39;
      default ->
          throw new IllegalArgumentException(
              "no design has so many fields: fields=" + fields + " allowed=[12, 39]");
    };
  }

  private static List<Column> columns(int numbers, int categories, String prefix, int ids) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("t", Column.Type.LONG));
    columns.add(new Column("event_ms", Column.Type.LONG));
    columns.add(new Column("label_ms", Column.Type.LONG));
    columns.add(new Column("y", Column.Type.INT));
    for (int i = 0; i < numbers; i++) {
      columns.add(new Column("n" + i, i < COUNTS ? Column.Type.LONG : Column.Type.DECIMAL));
    }
    for (int i = 0; i < categories; i++) {
      columns.add(new Column(prefix + i, Column.Type.LONG));
    }
    for (int i = 0; i < ids; i++) {
      columns.add(new Column("i" + i, Column.Type.LONG));
    }
    return List.copyOf(columns);
  }

  /** Returns the columns: row number, times, label, then the fields. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns the names of the columns, in order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns the number of fields. */
  public int fields() {
    return columns.size() - ClickRow.FIRST_FIELD;
  }
}
