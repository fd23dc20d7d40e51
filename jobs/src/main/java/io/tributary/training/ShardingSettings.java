package io.tributary.training;

import io.tributary.model.ModelSpec;
import io.tributary.sharded.ShardedConfig;
import java.io.Serializable;

/**
 * What the operators of a sharded job need to know.
 *
 * @param job name of the job's loop control, unique to its submission
 * @param model the model
 * @param loss name of the loss
 * @param protocol what the protocol of model parallelism may do
 * @param metricsWindow examples in the recent window, over all combiners
 * @param reportMillis least time between two reports
 */
record ShardingSettings(
    String job,
    ModelSpec model,
    String loss,
    ShardedConfig protocol,
    int metricsWindow,
    long reportMillis)
    implements Serializable {}
