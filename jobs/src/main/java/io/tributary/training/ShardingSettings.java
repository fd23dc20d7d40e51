package io.tributary.training;

import io.tributary.model.ModelSpec;
import io.tributary.sharded.DenseSettings;
import io.tributary.sharded.ShardedConfig;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the operators of a sharded job need to know.
 *
 * @param job name of the job's loop control, unique to its submission
 * @param model the model
 * @param loss name of the loss
 * @param protocol what the protocol of model parallelism may do
 * @param dense how the combiners' copies of the dense table are merged; null without one
 * @param metricsWindow examples in the recent window, over all combiners
 * @param reportMillis least time between two reports
 */
record ShardingSettings(
    String job,
    ModelSpec model,
    String loss,
    ShardedConfig protocol,
    @Nullable DenseSettings dense,
    int metricsWindow,
    long reportMillis)
    implements Serializable {}
