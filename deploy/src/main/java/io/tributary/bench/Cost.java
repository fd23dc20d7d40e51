package io.tributary.bench;

/**
 * What a run cost.
 *
 * @param window after the warm-up; all of it when the run was too short to have a window
 * @param total from the start of the process on
 */
public record Cost(Usage window, Usage total) {}
