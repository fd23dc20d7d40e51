package io.tributary.sharded;

import io.tributary.example.Example;
import java.util.List;

/**
 * All that a batcher needs to go on as if nothing had happened.
 *
 * @param index number of its source
 * @param sources number of sources
 * @param epoch number of the epoch
 * @param generation the highest that it knows
 * @param round how many batches it has sent
 * @param answered of how many of these it has seen the errors
 * @param learned how many examples of the stream its source counts as sent
 * @param inputEnded true when no example will follow
 * @param lastSent true when its last batch is sent
 * @param former epochs of which some batches may have to be applied yet
 * @param held examples that are not sent yet
 */
public record BatcherSnapshot(
    int index,
    int sources,
    long epoch,
    long generation,
    long round,
    long answered,
    long learned,
    boolean inputEnded,
    boolean lastSent,
    List<Epoch> former,
    List<Example> held) {}
