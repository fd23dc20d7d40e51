package io.tributary.config;

import io.tributary.merge.RoundSize;
import io.tributary.merge.Staleness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How examples are learned.
 *
 * @param replicas number of replicas of the model
 * @param masters number of tasks that merge; at most the number of blocks
 * @param staleness how many rounds the merged model may be behind
 * @param roundSize examples of a full round of one replica
 * @param roundMinDelay how long a round with few examples stays open
 * @param roundMaxDelay how long a round that has examples stays open; zero closes rounds by count
 *     alone, which is reproducible
 * @param merge name of the merge rule, see {@link io.tributary.merge.MergeRules}
 * @param maxHeldExamples examples a waiting replica holds before it goes on with an older model
 * @param maxUnmergedRounds rounds an asynchronous replica may be ahead of their merge
 * @param metricsWindow examples in the recent window of the metrics, over all replicas
 * @param checkpointInterval time between checkpoints; zero for none
 * @param reportInterval time between two progress records
 * @param autoReplicas true when the number of replicas may be changed to what keeps up, and begins
 *     with the least
 * @param sharding how the model is dealt out to shards, or null when each replica has all of it
 */
public record TrainingConfig(
    int replicas,
    int masters,
    Staleness staleness,
    RoundSize roundSize,
    Duration roundMinDelay,
    Duration roundMaxDelay,
    String merge,
    int maxHeldExamples,
    int maxUnmergedRounds,
    int metricsWindow,
    Duration checkpointInterval,
    Duration reportInterval,
    boolean autoReplicas,
    @Nullable ShardingConfig sharding) {
  /** Creates training with a number of replicas that stays as it is. */
  public TrainingConfig(
      int replicas,
      int masters,
      Staleness staleness,
      RoundSize roundSize,
      Duration roundMinDelay,
      Duration roundMaxDelay,
      String merge,
      int maxHeldExamples,
      int maxUnmergedRounds,
      int metricsWindow,
      Duration checkpointInterval,
      Duration reportInterval) {
    this(
        replicas,
        masters,
        staleness,
        roundSize,
        roundMinDelay,
        roundMaxDelay,
        merge,
        maxHeldExamples,
        maxUnmergedRounds,
        metricsWindow,
        checkpointInterval,
        reportInterval,
        false,
        null);
  }

  /**
   * Returns how many examples a full round of each replica has by default. A single replica has
   * longer rounds, because no other replica waits for their end.
   */
  public static RoundSize defaultRoundSize() {
    return new RoundSize(1, 16_384, RoundSize.DEFAULT_SHARE, 65_536);
  }

  /**
   * Returns how long a round with few examples stays open by default. With several replicas the
   * time is as short as it pays, because no replica learns from the open rounds of the others.
   */
  public static Duration defaultRoundMinDelay(int replicas) {
    return Duration.ofMillis(replicas == 1 ? 25 : 10);
  }

  /**
   * Returns how many masters there are by default. There are fewer masters than replicas, because
   * merging is cheap next to learning, and each master has a producer of its own.
   */
  public static int defaultMasters(int replicas, int blocks) {
    return Math.max(1, Math.min(replicas / 4, blocks));
  }

  /** Returns how long a round that has examples stays open by default. */
  public static Duration defaultRoundMaxDelay() {
    return Duration.ofMillis(200);
  }

  /** Returns the same training with a model that is dealt out to shards, or not if null. */
  public TrainingConfig withSharding(@Nullable ShardingConfig value) {
    return new TrainingConfig(
        replicas,
        masters,
        staleness,
        roundSize,
        roundMinDelay,
        roundMaxDelay,
        merge,
        maxHeldExamples,
        maxUnmergedRounds,
        metricsWindow,
        checkpointInterval,
        reportInterval,
        autoReplicas,
        value);
  }

  /** Returns the same training with another number of replicas. */
  public TrainingConfig withReplicas(int value) {
    return new TrainingConfig(
        value,
        masters,
        staleness,
        roundSize,
        roundMinDelay,
        roundMaxDelay,
        merge,
        maxHeldExamples,
        maxUnmergedRounds,
        metricsWindow,
        checkpointInterval,
        reportInterval,
        autoReplicas,
        sharding);
  }
}
