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
 * @param roundSize examples of a round of one replica; when rounds are aligned, the least of them,
 *     on average
 * @param schedule when rounds end
 * @param merge name of the merge rule, see {@link io.tributary.merge.MergeRules}
 * @param maxUnmergedRounds rounds an asynchronous replica may be ahead of their merge
 * @param metricsWindow examples in the recent window of the metrics, over all replicas
 */
public record ReplaySettings(
    ModelSpec model,
    String loss,
    int replicas,
    Staleness staleness,
    RoundSize roundSize,
    Schedule schedule,
    String merge,
    int maxUnmergedRounds,
    int metricsWindow) {
  public ReplaySettings {
    if (replicas < 1) {
      throw new IllegalArgumentException("number is not positive: replicas=" + replicas);
    }
  }

  /** Returns how many examples of the whole stream a round of all replicas has. */
  long streamRound() {
    return (long) roundSize.least() * replicas;
  }

  /** Returns how many examples of the stream an update takes to arrive. */
  long lag() {
    return staleness.bounded() ? 0 : streamRound();
  }

  // The clock counts examples of the stream, so that a round closes "by time" after so many.
  ReplicaConfig protocol() {
    boolean byCount = schedule == Schedule.COUNT;
    return new ReplicaConfig(
        model.layout(),
        staleness,
        byCount ? roundSize : RoundSize.fixed(Integer.MAX_VALUE),
        byCount ? 0 : streamRound(),
        byCount ? 0 : streamRound(),
        0,
        Integer.MAX_VALUE,
        maxUnmergedRounds);
  }

  MasterConfig merging() {
    return new MasterConfig(
        model.layout(), model.optimizer(), merge, staleness, schedule == Schedule.ALIGNED);
  }
}
