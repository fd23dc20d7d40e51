package io.tributary.bench;

import io.tributary.operations.CheckpointSummary;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline did, as its own process knows it.
 *
 * @param examples examples learned
 * @param logLoss progressive log-loss of all of them
 * @param windowLogLoss progressive log-loss of the last ones
 * @param bits logarithm of the number of coordinates
 * @param modelBytes size of the whole model, all lanes of all coordinates
 * @param features features of an example, the constant included
 * @param replicas replicas of the model
 * @param masters tasks that merge
 * @param roundExamples examples of a full round of one replica, on average
 * @param lastRoundExamples examples of the last full rounds of one replica
 * @param roundMaxDelayMillis how long a round that is not full stays open
 * @param staleness rounds the merged model may be behind
 * @param checkpoints what its checkpoints were like; null when Flink did not say
 * @param durations how long those took that completed after the warm-up, from trigger to
 *     completion; null when there was none
 * @param pauses how long these kept replicas from learning, of each replica at each checkpoint;
 *     null when there was none
 * @param pausesWithout how long replicas waited for each other within as long a time after each of
 *     these, or after an earlier one, even of the warm-up, when the next came too soon to tell;
 *     null when there was none
 */
public record PipelineFigures(
    long examples,
    double logLoss,
    double windowLogLoss,
    int bits,
    long modelBytes,
    int features,
    int replicas,
    int masters,
    double roundExamples,
    int lastRoundExamples,
    long roundMaxDelayMillis,
    String staleness,
    @Nullable CheckpointSummary checkpoints,
    @Nullable Durations durations,
    @Nullable Durations pauses,
    @Nullable Durations pausesWithout) {}
