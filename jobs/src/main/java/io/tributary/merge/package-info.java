/**
 * The merge protocol, without Flink. {@link io.tributary.merge.Replica} learns rounds and sends
 * what it learned. {@link io.tributary.merge.BlockMaster} merges the rounds of all replicas into
 * one block of the model, and publishes the result. {@code deploy/docs/architecture.md} explains
 * the words, the steps of the protocol and its invariants.
 *
 * <p>Versions count merges. With bounded staleness a merge is one round of all replicas: version v
 * of a block holds rounds 0 to v - 1. With staleness s, a replica learns round r on version max(0,
 * r - s), exactly, unless it can't hold more examples and overruns. With unbounded staleness a
 * merge is one round of one replica.
 *
 * <p>Another number of replicas goes on from a checkpoint in three steps. Each new replica takes
 * over a share of the earlier snapshots, holds what those held, and hands on what their open rounds
 * had learned. Once all replicas have registered, a master merges everything that waits, also
 * rounds that only some replicas had finished, and opens the block. The new replicas number their
 * rounds from the version that they then find; with unbounded staleness, from 0.
 *
 * <p>A replica holds one dense copy of the model, its view: the merged values, and the replica's
 * own rounds that are not merged. Where its own rounds have changed a coordinate, the replica keeps
 * the merged values as well, so that an update can replace them. A replica without others installs
 * no updates: they hold nobody else's learning, and it knows what the master's additions come to.
 *
 * <p>A checkpoint has the model once, at its masters, and of a replica only what is not merged.
 * Masters remember what their last updates replaced, for as many updates as a replica may be
 * behind. A restored master opens its block with the version before these updates, and the updates
 * follow. So each replica stops at the very version that it was learning on, to the bit, and takes
 * up its open round there.
 *
 * <p>A checkpoint also has a ledger of each replica ({@link io.tributary.merge.ReplicaLedger}): of
 * each block the version that the replica has installed, and a running digest of the updates that
 * led there. A master keeps the same digest of its last versions, and says it when it opens a
 * block. So a checkpoint shows that all its replicas have learned on the same model, and a restored
 * replica finds out if it has not.
 *
 * <p>The full rounds of all replicas together are a share of all that has been merged ({@link
 * io.tributary.merge.RoundSize}), and the replicas of a backlog stay near each other in event time
 * ({@link io.tributary.merge.Alignment}). {@link io.tributary.merge.RoundRule} puts both together.
 * All replicas that learn on one version come to the same, so that runs are alike. A round that has
 * examples ends {@code minDelay} after its first one if it has few examples by then, else after
 * {@code maxDelay}. A round without examples ends only when it is <em>due</em>, that is, when
 * another replica has finished that round. So idle replicas cost nothing while all are idle, and
 * hold nobody up while one is busy.
 *
 * <p>A replica knows its own incarnation's messages by a random session number that the openings
 * repeat. So it never takes a message of a failed incarnation for one of its own, whatever the
 * generation. Generations come from clocks ({@link io.tributary.merge.Generations}), so an
 * incarnation may meet a higher one than its own. After a while it raises its own generation and
 * opens the blocks again, so that mirrors come back to it.
 *
 * <p>Anybody may write to the topic. Readers pass over what can't be true. A replica that lacks
 * something, or was told two different things, has the block opened again ({@link
 * io.tributary.merge.Reopening}).
 */
@NullMarked
package io.tributary.merge;

import org.jspecify.annotations.NullMarked;
