package io.tributary.model;

import java.util.Arrays;

/**
 * A message about one block on the updates topic, from the block's master to all replicas and to
 * serving. Messages of one block arrive in the order they were written.
 *
 * <p>The generation is the incarnation of the job that wrote it: a receiver that follows a
 * generation ignores messages of lower ones.
 */
public sealed interface BlockMessage {
  /** Returns the block it is about. */
  int block();

  /** Returns the incarnation that wrote it. */
  long generation();

  /**
   * A new incarnation opens the block with its whole content, in {@code parts} messages.
   * Coordinates that no part names are zero.
   *
   * @param version number of merges the content holds
   * @param part position of this part, from 0
   * @param parts number of parts
   * @param sessions session number of each replica of this incarnation: a replica follows the
   *     incarnation that names its own session
   * @param mergedRounds for each replica, the last of its rounds that the content holds, -1 for
   *     none
   * @param ended true when the input had ended and all of it is merged
   * @param progress what has been merged so far
   * @param values the lanes of the coordinates of this part
   * @param shape the shape of the model
   * @param digests those of the last versions, this one among them; up to the newest version, which
   *     the updates that follow lead to again
   */
  record Opening(
      int block,
      long generation,
      long version,
      int part,
      int parts,
      long[] sessions,
      long[] mergedRounds,
      boolean ended,
      MergeProgress progress,
      SparseValues values,
      ModelShape shape,
      VersionDigests digests)
      implements BlockMessage {
    @Override
    public boolean equals(Object other) {
      return other instanceof Opening that
          && block == that.block
          && generation == that.generation
          && version == that.version
          && part == that.part
          && parts == that.parts
          && ended == that.ended
          && Arrays.equals(sessions, that.sessions)
          && Arrays.equals(mergedRounds, that.mergedRounds)
          && progress.equals(that.progress)
          && values.equals(that.values)
          && shape.equals(that.shape)
          && digests.equals(that.digests);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(generation * 31 + version) * 31 + block;
    }

    @Override
    public String toString() {
      return "Opening[block="
          + block
          + ", generation="
          + generation
          + ", version="
          + version
          + ", part="
          + part
          + "/"
          + parts
          + ", sessions="
          + Arrays.toString(sessions)
          + ", mergedRounds="
          + Arrays.toString(mergedRounds)
          + ", ended="
          + ended
          + ", progress="
          + progress
          + ", values="
          + values
          + ", shape="
          + shape
          + ", digests="
          + digests
          + "]";
    }
  }

  /**
   * The merged new values of the coordinates that changed.
   *
   * @param version number of merges, one more than that of the update before
   * @param replica whose round was merged, or -1 when it was one round of all replicas
   * @param round the round that was merged
   * @param ended true when the input has ended and this was its last merge
   * @param progress what has been merged so far
   * @param values the new lanes of the changed coordinates
   * @param checksum the {@link UpdateChecksum} of all this, but not of the generation
   */
  record Update(
      int block,
      long generation,
      long version,
      int replica,
      long round,
      boolean ended,
      MergeProgress progress,
      SparseValues values,
      long checksum)
      implements BlockMessage {
    /** An update with the checksum of what it says. */
    public Update(
        int block,
        long generation,
        long version,
        int replica,
        long round,
        boolean ended,
        MergeProgress progress,
        SparseValues values) {
      this(
          block,
          generation,
          version,
          replica,
          round,
          ended,
          progress,
          values,
          UpdateChecksum.of(block, version, replica, round, ended, progress, values));
    }

    /** Returns the same update as another incarnation repeats it. */
    public Update withGeneration(long other) {
      return new Update(block, other, version, replica, round, ended, progress, values, checksum);
    }
  }

  /**
   * A hint that some replica has finished a round: the others end theirs with what they have
   * instead of waiting for a full one.
   *
   * @param round the round that is due
   */
  record RoundDue(int block, long generation, long round) implements BlockMessage {}
}
