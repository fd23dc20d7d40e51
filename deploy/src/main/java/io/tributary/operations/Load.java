package io.tributary.operations;

/**
 * What a look at a job and its input topic says.
 *
 * @param seconds when, on a clock that only goes forward
 * @param arrived records that were ever written to the topic
 * @param learned records that the job has learned or rejected
 * @param lag records of the topic that it has not
 * @param replicas how many learn now
 * @param most how many could: there are so many slots, and so many partitions where each needs one
 * @param steady true when all of the job runs, and a checkpoint was taken since it began to
 */
public record Load(
    double seconds, long arrived, long learned, long lag, int replicas, int most, boolean steady) {}
