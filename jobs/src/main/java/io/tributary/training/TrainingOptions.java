package io.tributary.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How one submission of a training job differs from another of the same pipeline.
 *
 * @param endOffsets where each partition of the input ends; when empty, the pipeline's {@code
 *     input.bounded} says whether the job ends
 * @param restoreFrom savepoint or retained checkpoint to go on from
 * @param savepointDir where a clean stop leaves a savepoint
 * @param checkpoints where checkpoints are kept, with a directory per job; when empty, they go with
 *     the job
 */
public record TrainingOptions(
    Map<TopicPartition, Long> endOffsets,
    Optional<String> restoreFrom,
    Optional<Path> savepointDir,
    Optional<Path> checkpoints) {
  /** A new job as the pipeline says. */
  public static final TrainingOptions DEFAULT =
      new TrainingOptions(Map.of(), Optional.empty(), Optional.empty());

  /** A job whose checkpoints go with it. */
  public TrainingOptions(
      Map<TopicPartition, Long> endOffsets,
      Optional<String> restoreFrom,
      Optional<Path> savepointDir) {
    this(endOffsets, restoreFrom, savepointDir, Optional.empty());
  }
}
