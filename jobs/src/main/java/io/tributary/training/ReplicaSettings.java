package io.tributary.training;

import io.tributary.merge.ReplicaConfig;
import io.tributary.model.ModelSpec;
import java.io.Serializable;

/**
 * What the replica operator needs to know.
 *
 * @param job name of the job's loop control, unique to its submission
 * @param model the model
 * @param loss name of the loss
 * @param protocol what the merge protocol may do
 * @param gated true when each replica reads one source task of its own process
 * @param metricsWindow examples in the recent window, over all replicas
 * @param reportMillis least time between two reports
 */
public record ReplicaSettings(
    String job,
    ModelSpec model,
    String loss,
    ReplicaConfig protocol,
    boolean gated,
    int metricsWindow,
    long reportMillis)
    implements Serializable {}
