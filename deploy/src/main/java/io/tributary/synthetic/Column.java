package io.tributary.synthetic;

/**
 * A column of the stream.
 *
 * @param name its name
 * @param type what it holds
 */
public record Column(String name, Type type) {
  /** What a column holds. */
  public enum Type {
    /** A whole number, or the number of a category. */
    LONG,
    /** A whole number that is small. */
    INT,
    /** A number with four decimals, kept as a whole number of ten-thousandths. */
    DECIMAL
  }

  /** Decimals of a {@link Type#DECIMAL} column. */
  static final int DECIMALS = 4;

  /** The units that make one in a {@link Type#DECIMAL} column. */
  static final double UNITS = 1e4;
}
