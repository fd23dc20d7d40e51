/**
 * The merge protocol, without Flink: {@link io.tributary.merge.Replica} learns rounds and sends
 * what it learned, {@link io.tributary.merge.BlockMaster} folds the rounds of all replicas into one
 * block of the model and says what became of it.
 *
 * <p>Versions count merged rounds: version v of a block holds rounds 0 to v - 1 of all replicas.
 * With staleness s, round r is learned on version max(0, r - s), exactly.
 *
 * <p>Two things differ from the shared design. A round that has examples ends {@code maxDelay}
 * after its first one; a round without examples ends only when it is <em>due</em>, that is when
 * another replica has finished that round: so idle replicas cost nothing while all are idle, and
 * hold nobody up while one is busy. And a replica knows its own incarnation's messages by a random
 * session number that the openings repeat, so that a message of a failed incarnation is never
 * mistaken for one of its own, whatever its generation.
 */
@NullMarked
package io.tributary.merge;

import org.jspecify.annotations.NullMarked;
