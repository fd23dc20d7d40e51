/**
 * The training job on Flink. {@link io.tributary.training.TrainingJob} is its table of contents.
 * The operators are thin, and leave thinking to {@link io.tributary.merge}.
 *
 * <p>How an example becomes a served weight: the thread that fetches a record of the examples topic
 * decodes it ({@link io.tributary.kafka.decoding.InputDecoder}). A replica learns it ({@link
 * io.tributary.training.ReplicaOperator}). At the end of the round the replica sends what changed
 * to the masters of the blocks ({@link io.tributary.training.BlockMasterOperator}). The masters
 * merge it, and write the new values to the updates topic. From there the values reach all
 * replicas, and the mirror that writes the store.
 *
 * <p>With {@code partitioning: topic} a replica runs in the task of its source, and the source
 * gives it the updates as well ({@link io.tributary.kafka.source.ControlledSource}). The replicas
 * of a process share one consumer of the updates topic. So nothing is serialized between decoding
 * and learning, each replica has one task less, and a checkpoint's barrier waits for no other
 * input.
 *
 * <p>With {@code partitioning: key} examples must change tasks anyway. There a source of updates
 * broadcasts to all replicas ({@link io.tributary.training.KeyedReplicaOperator}).
 */
@NullMarked
package io.tributary.training;

import org.jspecify.annotations.NullMarked;
