package io.tributary.synthetic;

import java.util.List;

/** One row of a {@link ClickStream}, to be filled again and again. Not thread safe. */
public final class ClickRow {
  static final int T = 0;
  static final int EVENT_MILLIS = 1;
  static final int LABEL_MILLIS = 2;
  static final int LABEL = 3;
  static final int FIRST_FIELD = 4;

  private final List<Column> columns;
  final long[] values;
  double probability;

  ClickRow(List<Column> columns) {
    this.columns = columns;
    values = new long[columns.size()];
  }

  /** Returns the columns, in order. */
  public List<Column> columns() {
    return columns;
  }

  /** Returns the number of the row. */
  public long t() {
    return values[T];
  }

  /** Returns when it was clicked or not, in milliseconds from the start of the stream. */
  public long eventMillis() {
    return values[EVENT_MILLIS];
  }

  /** Returns when the label was known, in milliseconds from the start of the stream. */
  public long labelMillis() {
    return values[LABEL_MILLIS];
  }

  /** Returns 1 or 0. */
  public int label() {
    return (int) values[LABEL];
  }

  /** Returns the probability that the label is 1, from which it was drawn. */
  public double probability() {
    return probability;
  }

  /** Returns the value of a column: of a decimal one, in ten-thousandths. */
  public long value(int column) {
    return values[column];
  }

  /** Returns the value of a column as a number. */
  public double number(int column) {
    return columns.get(column).type() == Column.Type.DECIMAL
        ? values[column] / Column.UNITS
        : values[column];
  }
}
