package io.tributary.merge;

import io.tributary.model.BlockLayout;
import io.tributary.model.OptimizerSpec;
import java.io.Serializable;

/**
 * How the master of a block merges.
 *
 * @param layout the model's blocks
 * @param optimizer what the replicas learn with
 * @param mergeRule name of the merge rule
 * @param staleness how far replicas may be behind; decides between merging by round and as they
 *     come
 * @param announcesDue whether to tell replicas that a round is due; false when rounds close by
 *     count alone
 */
public record MasterConfig(
    BlockLayout layout,
    OptimizerSpec optimizer,
    String mergeRule,
    Staleness staleness,
    boolean announcesDue)
    implements Serializable {}
