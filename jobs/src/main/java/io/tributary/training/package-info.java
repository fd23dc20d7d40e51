/**
 * The training job on Flink. {@link io.tributary.training.TrainingJob} is its table of contents;
 * the operators are thin and leave thinking to {@link io.tributary.merge}.
 *
 * <p>How an example becomes a served weight: a record of the examples topic is decoded where it is
 * read ({@link io.tributary.kafka.InputDecoder}) and learned by a replica ({@link
 * io.tributary.training.ReplicaOperator}); at the end of the round the replica sends what changed
 * to the masters of the blocks ({@link io.tributary.training.BlockMasterOperator}), which merge it
 * and write the new values to the updates topic; from there they reach all replicas, and the mirror
 * that writes the store that scorers read.
 */
@NullMarked
package io.tributary.training;

import org.jspecify.annotations.NullMarked;
