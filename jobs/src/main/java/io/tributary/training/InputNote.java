package io.tributary.training;

import io.tributary.format.SeenFields;

/** What is told of the input, apart from what is learned of it. */
public sealed interface InputNote {
  /**
   * Records could not be used.
   *
   * @param rejection how many, and why
   */
  record Rejected(Rejection rejection) implements InputNote {}

  /**
   * Records were looked at.
   *
   * @param fields which fields they have
   */
  record Looked(SeenFields fields) implements InputNote {}

  /**
   * Examples were learned by a replica.
   *
   * @param active coordinates that an example touches, on average
   * @param coordinates coordinates in use, at most {@link #MOST_COORDINATES}
   */
  record Touched(double active, int coordinates) implements InputNote {
    /** More coordinates than this are not counted: then an example touches next to none of them. */
    static final int MOST_COORDINATES = 100_000;
  }

  /**
   * Where the model is dealt out to shards: how the loop of one batcher does.
   *
   * @param source which
   * @param sources of how many
   * @param held examples that wait for a mini-batch, or for the answer to theirs
   * @param roundTripMillis from sending a mini-batch to its answer, or -1
   */
  record Batched(int source, int sources, int held, long roundTripMillis) implements InputNote {}
}
