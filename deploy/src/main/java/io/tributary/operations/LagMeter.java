package io.tributary.operations;

/**
 * How many records of a topic a job has not learned. A job tells how many it has learned, and only
 * with its checkpoints up to where it has read. What it had learned when it told that place is
 * known no better than between two looks, so the least difference that was ever seen counts.
 */
final class LagMeter {
  private static final long UNKNOWN = Long.MAX_VALUE;

  private long difference = UNKNOWN;
  private long learnedBefore;

  /**
   * Takes a look; returns the records that wait, or -1 while nobody can know.
   *
   * @param end the sum of the ends of all partitions
   * @param committed the sum of the places up to which a checkpoint has read, or -1 without one
   * @param learned records that were learned or rejected
   */
  long look(long end, long committed, long learned) {
    if (learned < learnedBefore) {
      // It has gone back to a checkpoint, or is another job.
      difference = UNKNOWN;
    }
    learnedBefore = learned;
    if (committed >= 0) {
      difference = Math.min(difference, learned - committed);
    }
    return difference == UNKNOWN ? -1 : Math.max(0, end - (learned - difference));
  }
}
