package io.tributary.operations;

/**
 * How many replicas there should be.
 *
 * @param kind whether to move
 * @param replicas how many
 * @param reason why, in words
 */
public record ReplicaDecision(Kind kind, int replicas, String reason) {
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
}
