package io.tributary.serving;

import io.tributary.example.Example;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror has done. The first four say what the store holds, so they are never ahead of it.
 *
 * @param examples smallest number of examples that any block has merged
 * @param version oldest version of any block
 * @param newestEventTime newest event time of any block, ms since the epoch, or {@link
 *     Example#NO_TIME}
 * @param ended true when the last message of every block said that its input has ended
 * @param updateBytes size of all records read
 * @param applied messages that changed a block
 * @param ignored messages of older generations or versions
 * @param gaps times that an update was missing before one that came
 * @param awaiting number of blocks that stand still until they are opened again
 * @param undecodable records that are no messages of this model, or can't be true
 * @param blocksWritten times that a block was copied to the store
 * @param waitingFor what it waits for, or null when it has all blocks
 * @param misfit how the messages of the topic differ from the model's, or null when none has been
 *     seen that does
 */
public record MirrorStatus(
    long examples,
    long version,
    long newestEventTime,
    boolean ended,
    long updateBytes,
    long applied,
    long ignored,
    long gaps,
    int awaiting,
    long undecodable,
    long blocksWritten,
    @Nullable String waitingFor,
    @Nullable String misfit) {}
