/**
 * The way back from the masters to the replicas through the updates topic, and the gates between a
 * replica and the source in front of it. With {@code partitioning: topic} a replica's own source
 * reads the topic; with {@code partitioning: key} it is broadcast, and decoded once a process.
 */
@NullMarked
package io.tributary.kafka.loop;

import org.jspecify.annotations.NullMarked;
