package io.tributary.training;

import io.tributary.sharded.CombinerMessage;

/**
 * A message to one combiner.
 *
 * @param combiner its number, to be taken modulo the number of combiners
 * @param message the message
 */
record ToCombiner(int combiner, CombinerMessage message) {}
