package io.tributary.merge;

import io.tributary.example.Example;
import io.tributary.merge.ReplicaMessage.Delta;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replicas of a backlog near each other in event time, so that none learns from the
 * others' future. A replica whose next example is too far ahead of the slowest replica ends its
 * round, tells where it stands, and waits for the next version. The slowest one never waits, so
 * that there is always progress.
 *
 * <p>What is not of a backlog is never held up. Where rounds end by count alone, all examples are
 * of one, and the clock is not asked. Elsewhere an example is, when it was sent some time ago.
 */
final class Alignment {
  /** What was sent longer ago than this, in ms, has waited for this job. */
  private static final long BACKLOG_MILLIS = 10_000;

  private final ReplicaConfig config;
  private final LongSupplier clock;
  private final boolean isAligned;

  Alignment(ReplicaConfig config, int replicas, LongSupplier clock) {
    this.config = config;
    this.clock = clock;
    isAligned = config.maxDriftMillis() > 0 && config.staleness().bounded() && replicas > 1;
  }

  /**
   * Returns true when an example had better wait.
   *
   * @param alignedTime event time to which all replicas with a backlog have come, or NO_TIME
   */
  boolean isAhead(@Nullable Example example, long alignedTime) {
    return example != null
        && alignedTime != Example.NO_TIME
        && isAligned
        && example.eventTime() != Example.NO_TIME
        && example.eventTime() - config.maxDriftMillis() > alignedTime
        && isOfBacklog(example.sentTime());
  }

  /**
   * Returns where a replica stands at the end of a round; see {@link Delta#frontier}.
   *
   * @param next the example that had to wait and so ended the round, or null
   */
  long frontier(OpenRound round, @Nullable Example next) {
    if (!isAligned) {
      return Example.NO_TIME;
    }
    if (next != null) {
      return next.eventTime();
    }
    if (config.closesByCountOnly()) {
      return round.newestEventTime();
    }
    return isOfBacklog(round.oldestSentTime()) ? round.newestEventTime() : Delta.NO_BACKLOG;
  }

  private boolean isOfBacklog(long sentTime) {
    return config.closesByCountOnly()
        || (sentTime != Example.NO_TIME && clock.getAsLong() - sentTime > BACKLOG_MILLIS);
  }
}
