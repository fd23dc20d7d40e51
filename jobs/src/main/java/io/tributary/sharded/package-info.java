/**
 * The protocol of model parallelism, without Flink: one model whose rows are dealt out to shards,
 * so that it may be larger than any process, and no two copies of it have to be merged.
 *
 * <p>A {@link io.tributary.sharded.Batcher} cuts the examples of its source into mini-batches and
 * sends each block its {@link io.tributary.sharded.ShardMessage.Part}. The {@link
 * io.tributary.sharded.Shard} that owns the block answers with partial sums. A {@link
 * io.tributary.sharded.Combiner} adds them up, predicts, and sends the slopes of the loss to the
 * errors topic, where all shards read them. Each shard applies them to the part that it kept.
 *
 * <p>Sources number their batches; round r is batch r of every source. All shards apply batches in
 * one order, by round and then by source. The forward step of round r needs all rounds up to {@code
 * r - 1 - inFlight}. When batches close by count alone, the forward step waits until exactly these
 * rounds are applied, and the next round is only begun when all sources have come so far. Then the
 * model is the same at every run, to the bit. When they close by time too, the step takes the
 * newest state that is there, and a batch is <em>due</em> when another source has got ahead.
 *
 * <p>Parts, sums and labels travel inside Flink, so a checkpoint has each of them exactly once. The
 * errors topic is another matter: it may repeat what was written, and failed incarnations go on
 * writing to it. So each batcher draws a session when it starts, and registers with all shards.
 * Shards take only errors of these sessions, and none twice. A combiner remembers the last errors
 * of each source, as many as a shard may lack, and sends them again after a restart. It sends
 * nothing for a source before all shards know the session.
 *
 * <p>Another number of sources begins a new {@link io.tributary.sharded.Epoch}. The batchers take
 * over what the former ones held. The shards first apply all batches of the former epoch, whose
 * errors come under the session of the first new batcher, and then begin with round 0 again.
 *
 * <p>A model with a network has a dense table beside its rows. Each combiner then learns a copy of
 * it, and the copies are merged by the protocol of {@link io.tributary.merge}: see {@link
 * io.tributary.sharded.DenseReplica}.
 */
@NullMarked
package io.tributary.sharded;

import org.jspecify.annotations.NullMarked;
