package io.tributary.merge;

import io.tributary.example.Example;
import java.util.List;

/**
 * All that a replica needs to go on as if nothing had happened, besides its copies of the blocks.
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
    ViewSnapshot view,
    List<Example> held,
    ReplicaStats.Snapshot stats) {}
