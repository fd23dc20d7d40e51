package io.tributary.sharded;

/**
 * What a combiner writes to the errors topic: how far off the predictions of a mini-batch were.
 *
 * @param header which batch it is of
 * @param examples number of examples of the batch
 * @param slopes for each example, the derivative of its loss with respect to each of its sums; 0
 *     when it teaches nothing, always finite
 * @param dampings for each example, how fast its slopes change relative to themselves: the second
 *     derivative of the loss by the squared first one, not negative and finite; see {@link
 *     LayerSteps}
 * @param newestEventTime event time of the newest example, or {@link
 *     io.tributary.example.Example#NO_TIME}
 * @param oldestSentTime when the oldest example was sent, or NO_TIME
 */
public record Errors(
    Header header,
    int examples,
    float[] slopes,
    float[] dampings,
    long newestEventTime,
    long oldestSentTime)
    implements LoopMessage {
  /**
   * Which batch the errors are of; all that batchers need to know.
   *
   * @param epoch number of the epoch
   * @param source number of the source
   * @param round number of the batch within its source
   * @param session that of the source in the incarnation that wrote it
   * @param last true when the source has no more batches
   */
  public record Header(long epoch, int source, long round, long session, boolean last) {}

  /** Returns the same as another incarnation says it. */
  Errors withSession(long session) {
    return new Errors(
        new Header(header.epoch, header.source, header.round, session, header.last),
        examples,
        slopes,
        dampings,
        newestEventTime,
        oldestSentTime);
  }

  @Override
  public String toString() {
    return "Errors[header=" + header + ", examples=" + examples + "]";
  }
}
