package io.tributary.chaos;

import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ContainerCluster;
import io.tributary.cluster.Role;
import io.tributary.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A cluster of containers on a network of their own, which they can be taken off. */
public final class ContainerCampaign implements CampaignCluster {
  private final ContainerCluster cluster;

  /**
   * Lets a campaign use a cluster.
   *
   * @param cluster a healthy one
   */
  public ContainerCampaign(ContainerCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public ClusterInfo info() {
    return cluster.info();
  }

  @Override
  public KafkaSettings kafkaOfJobs() {
    return KafkaSettings.of(cluster.kafkaInside());
  }

  @Override
  public Path temporary() {
    return cluster.temporary();
  }

  @Override
  public List<Role> taskManagers() {
    return cluster.taskManagers();
  }

  @Override
  public Set<Fault> faults() {
    return EnumSet.of(
        Fault.KILL_TASKMANAGER,
        Fault.KILL_JOBMANAGER,
        Fault.KILL_BROKER,
        Fault.PAUSE_TASKMANAGER,
        Fault.CUT_OFF_TASKMANAGER);
  }

  @Override
  public boolean isAlive(Role role) {
    return cluster.isAlive(role);
  }

  @Override
  public void kill(Role role) {
    cluster.kill(role);
  }

  @Override
  public void restart(Role role) {
    cluster.restart(role);
  }

  @Override
  public void pause(Role role) {
    cluster.signal(role, "STOP");
  }

  @Override
  public void resume(Role role) {
    cluster.signal(role, "CONT");
  }

  @Override
  public void cutOff(Role role) {
    cluster.disconnect(role);
  }

  @Override
  public void join(Role role) {
    cluster.connect(role);
  }

  @Override
  public void awaitHealthy(Duration time) {
    cluster.awaitHealthy(time);
  }
}
