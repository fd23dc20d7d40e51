package io.tributary.sharded;

/** What a combiner receives. All but {@link Joined} goes to the combiner of its source. */
public sealed interface CombinerMessage {
  /** Returns the number of the source. */
  int source();

  /**
   * A shard knows the session of a source. It goes to all combiners.
   *
   * @param block the shard's block
   * @param session the source's session
   * @param epoch the epoch that the session is of
   * @param sources number of sources
   * @param begun the epoch that the shard is in, or -1 for none: it has applied all before
   * @param generation the least that the shard may open its block with
   */
  record Joined(
      int block, int source, int sources, long session, long epoch, long begun, long generation)
      implements CombinerMessage {}

  /**
   * Another incarnation has announced a generation that is not below this one's: the blocks must be
   * opened again, or mirrors follow the other one. Any shard says so that has read it.
   *
   * @param source 0, as the combiner of the first source makes announcements
   * @param generation that of the other incarnation
   */
  record Outranked(int source, long generation) implements CombinerMessage {}

  /**
   * The labels of a mini-batch, from its batcher.
   *
   * @param round number of the batch within its source
   * @param last true when the source has no more batches
   * @param labels of each example
   * @param weights of each example; none when all are 1
   * @param newestEventTime event time of the newest example, or {@link
   *     io.tributary.example.Example#NO_TIME}
   * @param oldestSentTime when the oldest example was sent, or NO_TIME
   */
  record Labels(
      int source,
      long epoch,
      long round,
      boolean last,
      float[] labels,
      float[] weights,
      long newestEventTime,
      long oldestSentTime)
      implements CombinerMessage {
    @Override
    public String toString() {
      return "Labels[source="
          + source
          + ", epoch="
          + epoch
          + ", round="
          + round
          + ", last="
          + last
          + ", examples="
          + labels.length
          + "]";
    }
  }

  /**
   * What the rows of one block add to the sums of a mini-batch.
   *
   * @param members the examples that have coordinates in the block, increasing
   * @param sums for each of them, its sums
   */
  record Partial(int block, int source, long epoch, long round, int[] members, float[] sums)
      implements CombinerMessage {
    @Override
    public String toString() {
      return "Partial[block="
          + block
          + ", source="
          + source
          + ", epoch="
          + epoch
          + ", round="
          + round
          + ", members="
          + members.length
          + "]";
    }
  }
}
