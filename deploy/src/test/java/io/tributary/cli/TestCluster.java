package io.tributary.cli;

import io.tributary.cluster.ClusterInfo;
import io.tributary.kafka.embedded.EmbeddedKafka;
import io.tributary.training.JobMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/** A broker and a Flink with a REST API in this process, and the directory of a local cluster. */
final class TestCluster implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final MiniCluster flink;
  private final Path directory;
  private final String jobManager;

  private TestCluster(EmbeddedKafka kafka, MiniCluster flink, Path directory, String jobManager) {
    this.kafka = kafka;
    this.flink = flink;
    this.directory = directory;
    this.jobManager = jobManager;
  }

  static TestCluster start(Path directory, JobManagerOptions.SchedulerType scheduler, int slots)
      throws Exception {
    Configuration config = new Configuration();
    config.set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofMinutes(5));
    config.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(5));
    config.set(JobManagerOptions.SCHEDULER, scheduler);
    config.set(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO);
    config.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(100));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    // With the framework's 128 MiB it has 328; all of this process is more.
    config.set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(200));
    MiniClusterConfiguration clusterConfig =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(config)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(slots)
            .withRandomPorts()
            .build();
    EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
    MiniCluster flink = new MiniCluster(clusterConfig);
    flink.start();
    var address = flink.getRestAddress().get();
    String jobManager = address.getHost() + ":" + address.getPort();
    new ClusterInfo(
            jobManager,
            kafka.bootstrapServers(),
            Files.createDirectories(directory.resolve("checkpoints")).toUri().toString(),
            Files.createDirectories(directory.resolve("savepoints")).toUri().toString())
        .write(directory);
    writeJobJar(directory.resolve("job.jar"));
    return new TestCluster(kafka, flink, directory, jobManager);
  }

  /** Writes a job jar whose classes are those of this process. */
  private static void writeJobJar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, JobMain.class.getName());
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
  }

  /** Takes the TaskManager away, as when its host is lost. */
  void loseTaskManager() throws Exception {
    flink.terminateTaskManager(0).get();
  }

  /** Starts another TaskManager. */
  void startTaskManager() throws Exception {
    flink.startTaskManager();
  }

  Path directory() {
    return directory;
  }

  Path jar() {
    return directory.resolve("job.jar");
  }

  String jobManager() {
    return jobManager;
  }

  String kafka() {
    return kafka.bootstrapServers();
  }

  /** Runs a command for this cluster. */
  CommandRun run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--cluster=" + directory;
    return CommandRun.of(all);
  }

  @Override
  public void close() throws Exception {
    try (kafka) {
      flink.close();
    }
  }
}
