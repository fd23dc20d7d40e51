package io.tributary.bench;

/**
 * What a run cost.
 *
 * @param window after the warm-up; all of it when the run was too short to have a window
 * @param total from the start of the process on
 * @param gcSeconds time of garbage collections, wall time of the collector's
 * @param jitSeconds time the compiler of the virtual machine took, of all its threads together
 */
public record Cost(Usage window, Usage total, double gcSeconds, double jitSeconds) {}
