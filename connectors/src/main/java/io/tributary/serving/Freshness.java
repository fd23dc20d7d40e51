package io.tributary.serving;

/**
 * How long it took from sending an example until serving could see what was learned from it.
 *
 * @param examples number of examples the figures are of
 * @param p50 median, ms, 0 when there are no examples
 * @param p99 99th percentile, ms, 0 when there are no examples
 */
public record Freshness(long examples, long p50, long p99) {}
