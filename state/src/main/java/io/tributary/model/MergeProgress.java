package io.tributary.model;

import io.tributary.example.Example;

/**
 * What a block's master has counted.
 *
 * @param examples examples merged into the block since the model began
 * @param newestEventTime event time of the newest of them, ms since the epoch, or {@link
 *     Example#NO_TIME}
 * @param roundExamples how many of them this version added
 * @param oldestSentTime when the oldest of those was sent, ms since the epoch, or NO_TIME
 * @param alignedTime event time to which all replicas have come that have a backlog, ms since the
 *     epoch, or NO_TIME when none has
 */
public record MergeProgress(
    long examples,
    long newestEventTime,
    long roundExamples,
    long oldestSentTime,
    long alignedTime) {
  /** Nothing merged yet. */
  public static final MergeProgress NONE =
      new MergeProgress(0, Example.NO_TIME, 0, Example.NO_TIME);

  /** Counts of replicas without a backlog. */
  public MergeProgress(
      long examples, long newestEventTime, long roundExamples, long oldestSentTime) {
    this(examples, newestEventTime, roundExamples, oldestSentTime, Example.NO_TIME);
  }
}
