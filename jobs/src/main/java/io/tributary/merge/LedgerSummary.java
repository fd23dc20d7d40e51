package io.tributary.merge;

import java.util.List;

/**
 * What a replica's ledger comes to, to be compared with that of other replicas.
 *
 * @param version the least version that is installed, of all blocks
 * @param compared how many entries were compared with what the masters opened, since the replica
 *     was restored; all of them agreed
 * @param uncompared how many were of a version so old that the masters did not know it any more
 * @param milestones the last versions that all blocks have reached, some of them far back, because
 *     another replica may report when it is at another version
 */
public record LedgerSummary(
    long version, long compared, long uncompared, List<Milestone> milestones) {
  /** Of a replica that has nothing yet. */
  public static final LedgerSummary NONE = new LedgerSummary(0, 0, 0, List.of());

  /**
   * A version of the model, and the sum of its blocks' digests.
   *
   * @param version the version of all blocks
   * @param digest the sum of their digests
   */
  public record Milestone(long version, long digest) {
    /** Milestones are 1, 8, 64, 512 and 4,096 versions apart. */
    static final int SPACINGS = 5;

    private static final int BITS = 3;

    /** Returns the last milestone up to a version. */
    static long last(long version, int spacing) {
      return version & (-1L << (BITS * spacing));
    }
  }
}
