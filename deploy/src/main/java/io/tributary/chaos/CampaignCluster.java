package io.tributary.chaos;

import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.Role;
import io.tributary.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The cluster that a campaign breaks and has repaired: a broker, a JobManager and TaskManagers,
 * whatever they run in. Their names are those of their {@link Role}.
 */
public interface CampaignCluster {
  /** Returns how the campaign reaches it. */
  ClusterInfo info();

  /** Returns how its own processes reach the broker. */
  KafkaSettings kafkaOfJobs();

  /** Returns a directory for files of the campaign, which are gone when the cluster is. */
  Path temporary();

  /** Returns the TaskManagers. */
  List<Role> taskManagers();

  /** Returns the JobManager, or of two the one that leads. */
  default Role leader() {
    return Role.JOB_MANAGER;
  }

  /** Returns true when another JobManager takes over by itself. */
  default boolean isHighlyAvailable() {
    return false;
  }

  /** Returns the faults that can be done to it, besides rescaling. */
  Set<Fault> faults();

  /** Returns true while a process lives, also when it is paused or cut off. */
  boolean isAlive(Role role);

  /** Kills a process as a crash would. */
  void kill(Role role);

  /** Starts a process again, with its data and at its address; returns at once. */
  void restart(Role role);

  /** Stops a process without its noticing. */
  void pause(Role role);

  /** Lets a process go on after a pause. */
  void resume(Role role);

  /** Takes a process off the network: it runs, but reaches nobody. */
  void cutOff(Role role);

  /** Joins a process to the network again, at the address that it had. */
  void join(Role role);

  /** Waits until all of it works. */
  void awaitHealthy(Duration time);
}
