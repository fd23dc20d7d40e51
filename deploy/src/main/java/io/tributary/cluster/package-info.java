/**
 * A local cluster of real processes: a Kafka broker, a Flink JobManager and TaskManagers, each a
 * JVM of its own. {@link io.tributary.cluster.LocalCluster} is the way in.
 *
 * <ul>
 *   <li>What people need to know is in the directory ({@link io.tributary.cluster.ClusterInfo} and
 *       a process table), so that the processes outlive whoever started them.
 *   <li>Flink's processes have Flink's libraries only ({@link
 *       io.tributary.cluster.FlinkClassPath}): a job must bring the rest in its jar.
 *   <li>A process is known by its id and its start time, because ids are used again.
 *   <li>Everything listens on the loopback address.
 * </ul>
 */
@NullMarked
package io.tributary.cluster;

import org.jspecify.annotations.NullMarked;
