package io.tributary.replay;

import io.tributary.merge.MasterConfig;
import io.tributary.merge.ReplicaConfig;
import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import io.tributary.model.ModelSpec;

/**
 * What is trained, and how.
 *
 * @param model the model
 * @param loss name of the loss, see {@link io.tributary.learner.Losses}
 * @param replicas number of replicas
 * @param staleness how many rounds the merged model may be behind
 * @param roundSize examples of a full round of one replica; when rounds are aligned, on average
 * @param schedule when rounds end
 * @param live the times of a live stream, which the others don't heed
 * @param merge name of the merge rule, see {@link io.tributary.merge.MergeRules}
 * @param maxUnmergedRounds rounds an asynchronous replica may be ahead of their merge
 * @param metricsWindow examples in the recent window of the metrics, over all replicas
 * @param maxDriftMillis how far a replica may be ahead of another in event time; 0 for any distance
 */
public record ReplaySettings(
    ModelSpec model,
    String loss,
    int replicas,
    Staleness staleness,
    RoundSize roundSize,
    Schedule schedule,
    Live live,
    String merge,
    int maxUnmergedRounds,
    int metricsWindow,
    long maxDriftMillis) {
  /**
   * The times of a live stream, in ms.
   *
   * @param minDelay how long a round with few examples stays open
   * @param maxDelay how long a round that has examples stays open
   * @param loop how long what a replica sends takes to come back, merged
   */
  public record Live(long minDelay, long maxDelay, long loop) {
    /** About what a loop through a Kafka of the same host takes. */
    public static final long USUAL_LOOP = 5;
  }

  /** How long a round that is due stays open, in ms. */
  private static final long DUE = 1;

  public ReplaySettings {
    if (replicas < 1) {
      throw new IllegalArgumentException("number is not positive: replicas=" + replicas);
    }
  }

  /** Returns how many examples of the whole stream a round of all replicas has that begins now. */
  long streamRound(long learned) {
    return roundSize.group(learned, replicas);
  }

  ReplicaConfig protocol() {
    return switch (schedule) {
      case COUNT -> protocol(roundSize, 0, 0, maxDriftMillis);
      // The stream comes in its own order: nobody is ahead, though a partition may have ended.
      case ALIGNED -> protocol(roundSize.endless(), 0, 0, 0);
      case LIVE -> protocol(roundSize, live.minDelay(), live.maxDelay(), maxDriftMillis);
    };
  }

  private ReplicaConfig protocol(RoundSize size, long minDelay, long maxDelay, long maxDrift) {
    return new ReplicaConfig(
        model.layout(),
        staleness,
        size,
        minDelay,
        maxDelay,
        DUE,
        Integer.MAX_VALUE,
        maxUnmergedRounds,
        maxDrift);
  }

  MasterConfig merging() {
    return new MasterConfig(model.tables(), merge, staleness, schedule == Schedule.LIVE);
  }
}
