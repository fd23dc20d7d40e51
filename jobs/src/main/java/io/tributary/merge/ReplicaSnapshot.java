package io.tributary.merge;

import io.tributary.example.Example;
import java.util.List;

/**
 * All that a replica needs to go on as if nothing had happened, besides the blocks.
 *
 * @param awaitingOpenings true when the replica is one of another number than before and has not
 *     received the model yet: it has learned nothing, but may hold examples
 */
public record ReplicaSnapshot(
    int index,
    int replicas,
    long generation,
    long round,
    boolean learning,
    int examplesInRound,
    long activeInRound,
    long newestEventTime,
    long oldestSentTime,
    boolean inputEnded,
    boolean lastSent,
    boolean awaitingOpenings,
    ViewSnapshot view,
    List<Example> held,
    ReplicaStats.Snapshot stats) {}
