package io.tributary.store;

import io.tributary.example.Example;

/**
 * How fresh the blocks were that some weights came from.
 *
 * @param version the oldest version among them, 0 when one has not been stored yet
 * @param newestEventTime the newest event time among them, ms since the epoch, or {@link
 *     Example#NO_TIME}
 */
public record ReadStamp(long version, long newestEventTime) {}
