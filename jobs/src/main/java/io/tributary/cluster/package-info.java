/**
 * A local cluster of real processes: a Kafka broker, a Flink JobManager and TaskManagers, each a
 * JVM of its own.
 */
@NullMarked
package io.tributary.cluster;

import org.jspecify.annotations.NullMarked;
