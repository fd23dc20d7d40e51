package io.tributary.operations;

/**
 * A checkpoint of a job that was completed.
 *
 * @param id its number, which grows
 * @param millis time from trigger to completion
 */
public record CompletedCheckpoint(long id, long millis) {}
