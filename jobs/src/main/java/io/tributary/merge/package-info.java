/**
 * The merge protocol, without Flink: {@link io.tributary.merge.Replica} learns rounds and sends
 * what it learned, {@link io.tributary.merge.BlockMaster} folds the rounds of all replicas into one
 * block of the model and says what became of it.
 *
 * <p>Versions count merges. With bounded staleness a merge is a round of all replicas: version v of
 * a block holds rounds 0 to v - 1, and with staleness s, round r is learned on version max(0, r -
 * s), exactly, unless a replica can't hold more and overruns. Unbounded, a merge is one round of
 * one replica.
 *
 * <p>Another number of replicas goes on from a checkpoint like this: each new replica takes over a
 * share of the earlier ones' snapshots, holds what they held, and hands on what their open rounds
 * had learned. Once all have joined, a master merges everything that waits, rounds that only some
 * replicas had finished included, and opens the block; the new replicas' rounds are numbered from
 * the version they then find (unbounded, from 0).
 *
 * <p>A replica holds one dense copy of the model, its view: merged values and its own rounds that
 * are not merged. Where those are, it remembers the merged values, too, so that an update can
 * replace them. A replica that is the only one installs no updates: nobody else's learning is in
 * them, and of its own it knows what the master's additions come to.
 *
 * <p>A checkpoint has the model once, at its masters, and of a replica only what it learned that is
 * not merged. The shared design keeps the merged values in every replica's broadcast state as well:
 * with sixteen replicas that is the model seventeen times, and writing it was what a checkpoint
 * cost. Instead masters remember what their last updates replaced, as many as a replica may be
 * behind, and open a restored block with the version before these, followed by them: each replica
 * stops at the version that it was learning on, to the bit, and takes up its open round there.
 *
 * <p>What replaces the copies is a ledger ({@link io.tributary.merge.ReplicaLedger}): of each block
 * the version that a replica has installed and a running digest of the updates that led there. A
 * master keeps the same digest of its last versions and says it when it opens a block. So a
 * checkpoint shows that all its replicas have learned on the same model, and a restored replica
 * finds out if it had not.
 *
 * <p>Four more things differ from the shared design. Full rounds grow with the model ({@link
 * io.tributary.merge.RoundSize}). A round that has examples ends {@code minDelay} or {@code
 * maxDelay} after its first one, as it has few or many by then; a round without examples ends only
 * when it is <em>due</em>, that is when another replica has finished that round: so idle replicas
 * cost nothing while all are idle, and hold nobody up while one is busy. A replica knows its own
 * incarnation's messages by a random session number that the openings repeat, so that a message of
 * a failed incarnation is never mistaken for one of its own, whatever its generation. And because
 * generations come from clocks ({@link io.tributary.merge.Generations}), an incarnation may meet a
 * higher one than its own: it then raises its own after a while and opens the blocks again, so that
 * mirrors come back to it.
 *
 * <p>Anybody may write to the topic. What can't be true is passed over, and a replica that lacks
 * something, or was told two different things, has the block opened again in the same way ({@link
 * io.tributary.merge.Reopening}).
 */
@NullMarked
package io.tributary.merge;

import org.jspecify.annotations.NullMarked;
