package io.tributary.merge;

/**
 * What a replica had installed of a block when a checkpoint was taken.
 *
 * @param block which
 * @param generation the incarnation whose master it followed
 * @param version the version that it had installed
 * @param examples how many examples that has merged
 * @param digest stands for all updates that led there, see {@link io.tributary.model.BlockDigest}
 */
public record LedgerEntry(int block, long generation, long version, long examples, long digest) {}
