package io.tributary.sharded;

import java.util.List;

/** What a batcher sends to the shard of one block. */
public sealed interface ShardMessage {
  /** Returns the block it is for. */
  int block();

  /** Returns the number of the source. */
  int source();

  /**
   * A batcher of a new incarnation announces itself.
   *
   * @param sources number of sources
   * @param session random number of this incarnation
   * @param generation proposed number of this incarnation
   * @param epoch number of the epoch
   * @param former epochs before, of which some batches may have to be applied yet, in order
   */
  record Register(
      int block,
      int source,
      int sources,
      long session,
      long generation,
      long epoch,
      List<Epoch> former)
      implements ShardMessage {}

  /**
   * The coordinates of a mini-batch that lie in one block. Examples without any are left out, but
   * counted. Where features have rows of their own, their hashes stand for the coordinates.
   *
   * @param epoch number of the epoch
   * @param round number of the batch within its source
   * @param last true when the source has no more batches
   * @param examples number of examples of the batch
   * @param offsets the distinct active coordinates, as positions within the block, increasing; none
   *     where there are keys
   * @param keys the distinct active features by their 64-bit hashes, increasing; none where there
   *     are offsets
   * @param members which examples have coordinates here, increasing
   * @param counts how many coordinates each of them has, at least one
   * @param totals how many coordinates each of them has in all blocks
   * @param positions for each coordinate of each member, its position in {@code offsets} or {@code
   *     keys}
   * @param values for each of these, its value; none when all are 1
   * @param fields for each of these, the feature that it came from; none when that is not needed
   */
  record Part(
      int block,
      int source,
      long epoch,
      long round,
      boolean last,
      int examples,
      int[] offsets,
      long[] keys,
      int[] members,
      int[] counts,
      int[] totals,
      int[] positions,
      float[] values,
      int[] fields)
      implements ShardMessage {
    private static final long[] NO_KEYS = {};

    /** A part without keys. */
    public Part(
        int block,
        int source,
        long epoch,
        long round,
        boolean last,
        int examples,
        int[] offsets,
        int[] members,
        int[] counts,
        int[] totals,
        int[] positions,
        float[] values,
        int[] fields) {
      this(
          block, source, epoch, round, last, examples, offsets, NO_KEYS, members, counts, totals,
          positions, values, fields);
    }

    /** Returns the number of rows that it needs. */
    int rows() {
      return offsets.length + keys.length;
    }

    @Override
    public String toString() {
      return "Part[block="
          + block
          + ", source="
          + source
          + ", epoch="
          + epoch
          + ", round="
          + round
          + ", last="
          + last
          + ", examples="
          + examples
          + "]";
    }
  }
}
