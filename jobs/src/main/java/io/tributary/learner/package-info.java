/**
 * Learning without Flink or Kafka: losses, per-coordinate optimizers, the learner that joins them,
 * and progressive metrics.
 *
 * <p>Metrics are exact sums, so that they can be added, merged and subtracted in any order with
 * bit-identical results: what replicas report does not depend on who reported first, and a window
 * is the difference of two totals. How the optimizers' lanes relate to the papers is told in {@link
 * io.tributary.model}.
 */
@NullMarked
package io.tributary.learner;

import org.jspecify.annotations.NullMarked;
