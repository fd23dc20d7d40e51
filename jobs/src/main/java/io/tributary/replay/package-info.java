/**
 * Trains on a stream in one thread and in memory: the real {@link io.tributary.merge.Replica} and
 * {@link io.tributary.merge.BlockMaster} objects, without Flink and Kafka between them, so that
 * settings can be compared in seconds.
 *
 * <p>With bounded staleness and rounds closed by count this is not an approximation: which version
 * a round is learned on does not depend on when messages arrive, so the model equals the real
 * pipeline's to the last bit, given the same partitions. Rounds of the whole stream stand for what
 * time does to a live one, where all replicas close their rounds together. Without a bound on the
 * staleness results depend on timing, and here updates take as long as a round of the stream.
 *
 * <p>{@link io.tributary.replay.ShardedReplay} does the same for model parallelism.
 */
@NullMarked
package io.tributary.replay;

import org.jspecify.annotations.NullMarked;
