package io.tributary.training;

import io.tributary.config.InputConfig.Partitioning;
import io.tributary.config.Pipeline;
import io.tributary.config.ShardingConfig;
import java.util.Optional;

/** What the number of partitions of an input topic means to the replicas that learn it. */
public final class Partitions {
  private Partitions() {}

  /**
   * Returns why replicas would wait for each other for ever, or nothing when they would not. A
   * replica without a partition never ends a round when rounds end by count alone, and the others
   * may only be a few rounds ahead of it. A bounded input is no problem: such a replica ends at
   * once. With partitioning by key the keys decide, and nobody knows them beforehand.
   */
  public static Optional<String> stall(Pipeline pipeline, int partitions) {
    ShardingConfig sharding = pipeline.training().sharding();
    if (sharding != null) {
      return isTooFew(pipeline, partitions)
              && sharding.batchMaxDelay().isZero()
              && !pipeline.input().bounded()
          ? Optional.of(
              "sources without a partition would stall all others, as mini-batches close by count"
                  + " alone:"
                  + described(pipeline, partitions)
                  + " training.batch.maxDelay=0ms allowed=at most as many training.replicas as"
                  + " partitions, more partitions, or a training.batch.maxDelay above 0ms")
          : Optional.empty();
    }
    boolean isDue =
        isTooFew(pipeline, partitions)
            && pipeline.training().roundMaxDelay().isZero()
            && pipeline.training().staleness().bounded()
            && !pipeline.input().bounded();
    return isDue
        ? Optional.of(
            "replicas without a partition would stall all others, as rounds close by count alone:"
                + described(pipeline, partitions)
                + " training.round.maxDelay=0ms training.staleness="
                + pipeline.training().staleness()
                + " allowed=at most as many training.replicas as partitions, more partitions, a"
                + " training.round.maxDelay above 0ms, or an unbounded training.staleness")
        : Optional.empty();
  }

  /** Returns what a person should know of the partitions. */
  public static Optional<String> warning(Pipeline pipeline, int partitions) {
    if (isTooFew(pipeline, partitions)) {
      return Optional.of(
          "warning: fewer partitions than replicas, some replicas learn nothing:"
              + described(pipeline, partitions));
    }
    return partitions < pipeline.input().readers()
        ? Optional.of(
            "warning: fewer partitions than readers, some readers read nothing: topic="
                + pipeline.input().topic()
                + " partitions="
                + partitions
                + " readers="
                + pipeline.input().readers())
        : Optional.empty();
  }

  private static boolean isTooFew(Pipeline pipeline, int partitions) {
    boolean isByTopic =
        pipeline.input().partitioning() == Partitioning.TOPIC
            || pipeline.training().sharding() != null;
    return isByTopic && partitions < pipeline.training().replicas();
  }

  private static String described(Pipeline pipeline, int partitions) {
    return " topic="
        + pipeline.input().topic()
        + " partitions="
        + partitions
        + " replicas="
        + pipeline.training().replicas();
  }
}
