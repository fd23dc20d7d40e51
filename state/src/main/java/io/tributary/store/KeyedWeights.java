package io.tributary.store;

/**
 * Weights of features of one block that have rows of their own, and which have none any more.
 *
 * @param whole whether these are all features of the block, so that others have no rows
 * @param keys 64-bit hashes of features, increasing
 * @param removed hashes of features without rows, increasing, none of them among the keys
 * @param weights of the features, those of a feature adjacent
 */
public record KeyedWeights(boolean whole, long[] keys, long[] removed, float[] weights) {}
