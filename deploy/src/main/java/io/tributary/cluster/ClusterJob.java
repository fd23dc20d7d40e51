package io.tributary.cluster;

import java.time.Duration;

/**
 * A job that has not ended.
 *
 * @param id Flink's id
 * @param name its name
 * @param state Flink's word for its state
 * @param runtime time since it was submitted
 */
public record ClusterJob(String id, String name, String state, Duration runtime) {}
