package io.tributary.bench;

/**
 * How a job went on from a savepoint.
 *
 * @param bits logarithm of the number of coordinates
 * @param modelBytes size of the whole model, all lanes of all coordinates
 * @param replicas replicas of the model
 * @param examples examples that were learned before the savepoint
 * @param furtherExamples examples that waited to be learned afterwards
 * @param restoredBytes size of the savepoint
 * @param seconds time from the start of the second job until it had learned what waited
 */
public record RecoveryFigures(
    int bits,
    long modelBytes,
    int replicas,
    long examples,
    long furtherExamples,
    long restoredBytes,
    double seconds) {}
