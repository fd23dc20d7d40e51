/**
 * The training job on Flink. {@link io.tributary.training.TrainingJob} is its table of contents;
 * the operators are thin and leave thinking to {@link io.tributary.merge}.
 *
 * <p>How an example becomes a served weight: a record of the examples topic is decoded by the
 * thread that fetches it ({@link io.tributary.kafka.decoding.InputDecoder}) and learned by a
 * replica ({@link io.tributary.training.ReplicaOperator}); at the end of the round the replica
 * sends what changed to the masters of the blocks ({@link
 * io.tributary.training.BlockMasterOperator}), which merge it and write the new values to the
 * updates topic; from there they reach all replicas, and the mirror that writes the store that
 * scorers read.
 *
 * <p>Where each replica learns what its own source reads, it runs in the source's task, and the
 * source gives it the updates, too: the replicas of a process share one consumer of that topic
 * ({@link io.tributary.kafka.source.ControlledSource}). The shared design has a source of updates
 * of its own, whose stream is broadcast; so it is with {@code partitioning: key} ({@link
 * io.tributary.training.KeyedReplicaOperator}), where examples must change tasks anyway. Without
 * that nothing is serialized between decoding and learning, a task less runs for each replica, and
 * a checkpoint's barrier waits for no other input.
 */
@NullMarked
package io.tributary.training;

import org.jspecify.annotations.NullMarked;
