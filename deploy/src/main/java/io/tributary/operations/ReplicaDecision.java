package io.tributary.operations;

import java.util.Locale;

/**
 * How many replicas there should be.
 *
 * @param kind whether to move
 * @param replicas how many
 * @param why in words
 * @param lag records that wait
 * @param arrivals records that come a second, of late; NaN when that is not known
 * @param learned records that are learned a second, of late
 */
public record ReplicaDecision(
    Kind kind, int replicas, String why, long lag, double arrivals, double learned) {
  /** Whether to move. */
  public enum Kind {
    /** Too little was seen to say anything. */
    UNDECIDED,
    /** As many as there are. */
    STAY,
    /** Others than there are. */
    MOVE
  }

  /** Returns true when there should be others. */
  public boolean moves() {
    return kind == Kind.MOVE;
  }

  /** Returns why, in words and with what was seen. */
  public String reason() {
    return Double.isNaN(arrivals)
        ? why
        : String.format(
            Locale.ROOT,
            "%s: %,d records behind, %,.0f a second come and %,.0f are learned",
            why,
            lag,
            arrivals,
            learned);
  }
}
