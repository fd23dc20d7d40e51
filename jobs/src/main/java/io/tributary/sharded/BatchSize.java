package io.tributary.sharded;

import java.io.Serializable;

/**
 * How many examples the mini-batches of a source have. The examples in flight were all predicted
 * without each other, so what counts is which part of all that is learned they are. A young model
 * overshoots when many stale gradients come at once; see {@link io.tributary.merge.RoundSize}.
 *
 * @param least examples of the first batches, at least 1
 * @param most examples that a batch grows to, at least {@code least}
 * @param share the part of all that its source has learned that a batch has, above 0 and at most 1,
 *     as far as least and most allow
 */
public record BatchSize(int least, int most, double share) implements Serializable {
  public BatchSize {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException(
          "batch can't have so many examples: least=" + least + " most=" + most);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "batch can't be such a share: share=" + share + " allowed=above 0, at most 1");
    }
  }

  /** Returns the size of batches that don't grow. */
  public static BatchSize fixed(int examples) {
    return new BatchSize(examples, examples, 1);
  }

  /**
   * Returns how many examples a full batch has.
   *
   * @param learned how many examples its source has sent before
   */
  public int full(long learned) {
    return (int) Math.min(most, Math.max(least, learned * share));
  }
}
