package io.tributary.chaos;

import io.tributary.cluster.ClusterInfo;
import io.tributary.cluster.ClusterProcess;
import io.tributary.cluster.LocalCluster;
import io.tributary.cluster.Role;
import io.tributary.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A cluster of processes of this machine. */
public final class ProcessCampaign implements CampaignCluster {
  private final LocalCluster cluster;

  /**
   * Lets a campaign use a cluster.
   *
   * @param cluster a healthy one
   */
  public ProcessCampaign(LocalCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public ClusterInfo info() {
    return cluster.info();
  }

  @Override
  public KafkaSettings kafkaOfJobs() {
    return KafkaSettings.of(info().kafka());
  }

  @Override
  public Path temporary() {
    return cluster.directory().resolve("tmp");
  }

  @Override
  public List<Role> taskManagers() {
    return cluster.taskManagers().stream().map(ClusterProcess::role).toList();
  }

  @Override
  public Role leader() {
    return cluster.leader().role();
  }

  @Override
  public boolean isHighlyAvailable() {
    return cluster.settings().isHighlyAvailable();
  }

  @Override
  public Set<Fault> faults() {
    return EnumSet.of(
        Fault.KILL_TASKMANAGER, Fault.KILL_JOBMANAGER, Fault.KILL_BROKER, Fault.PAUSE_TASKMANAGER);
  }

  private ClusterProcess process(Role role) {
    return cluster
        .find(role)
        .orElseThrow(() -> new ChaosException("no such process: process=" + role.name()));
  }

  @Override
  public boolean isAlive(Role role) {
    return process(role).isAlive();
  }

  @Override
  public void kill(Role role) {
    process(role).kill();
  }

  @Override
  public void restart(Role role) {
    cluster.restart(role);
  }

  @Override
  public void pause(Role role) {
    process(role).pause();
  }

  @Override
  public void resume(Role role) {
    process(role).resume();
  }

  @Override
  public void cutOff(Role role) {
    throw new ChaosException("processes of one machine have no network: process=" + role.name());
  }

  @Override
  public void join(Role role) {
    throw new ChaosException("processes of one machine have no network: process=" + role.name());
  }

  @Override
  public void awaitHealthy(Duration time) {
    cluster.awaitHealthy(time);
  }
}
