package io.tributary.sharded;

/**
 * What has become of the features of an exact table.
 *
 * @param rows how many features have a row
 * @param bytes about how many bytes of memory the table takes
 * @param admitted how many were ever given a row
 * @param expired how many ever lost it
 * @param refused how often one that was due was given none because the table was full
 */
public record TableCounts(long rows, long bytes, long admitted, long expired, long refused) {
  /** Returns the counts of two tables together. */
  public TableCounts plus(TableCounts other) {
    return new TableCounts(
        rows + other.rows,
        bytes + other.bytes,
        admitted + other.admitted,
        expired + other.expired,
        refused + other.refused);
  }
}
