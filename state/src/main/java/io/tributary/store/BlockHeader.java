package io.tributary.store;

import io.tributary.example.Example;

/**
 * What a stored block says about its weights.
 *
 * @param block number of the block
 * @param generation incarnation of the job that wrote the weights
 * @param version number of merges the weights hold
 * @param newestEventTime event time of the newest example merged, ms since the epoch, or {@link
 *     Example#NO_TIME}
 * @param examples number of examples merged since the model began
 * @param writtenAt when it was stored, ms since the epoch
 */
public record BlockHeader(
    int block,
    long generation,
    long version,
    long newestEventTime,
    long examples,
    long writtenAt) {}
