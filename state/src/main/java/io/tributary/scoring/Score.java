package io.tributary.scoring;

import io.tributary.example.Example;

/**
 * What the model says about a record.
 *
 * @param margin the model's raw sum
 * @param prediction what the margin stands for: a probability for a logistic link, the margin
 *     itself otherwise
 * @param version oldest version among the blocks that the weights came from
 * @param newestEventTime event time of the newest example that those blocks have learned, ms since
 *     the epoch, or {@link Example#NO_TIME}
 */
public record Score(double margin, double prediction, long version, long newestEventTime) {}
