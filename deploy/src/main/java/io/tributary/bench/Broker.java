package io.tributary.bench;

import io.tributary.cluster.ClusterPorts;
import io.tributary.kafka.KafkaSettings;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** The broker of a benchmark, in a process of its own so that its CPU time is its own. */
final class Broker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final List<String> MEMORY = List.of("-Xmx768m");
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final KafkaSettings kafka;
  private final Admin admin;

  private Broker(Process process, KafkaSettings kafka, Admin admin) {
    this.process = process;
    this.kafka = kafka;
    this.admin = admin;
  }

  /** Starts a broker and returns once it answers. */
  static Broker start(ChildJvms jvms, Path data, BenchHost surroundings)
      throws InterruptedException {
    int port = ClusterPorts.free();
    ChildJvms.Child child =
        jvms.start(BenchBroker.class, MEMORY, List.of(data.toString(), Integer.toString(port)));
    Waiting waiting = surroundings.waiting();
    long start = waiting.nanos();
    while (!isListening(port)) {
      surroundings.heartbeat();
      if (!child.process().isAlive() || waiting.isOver(start, PATIENCE)) {
        throw new BenchException("broker does not start: output=" + child.lastWords());
      }
      waiting.pause(LOOK_AGAIN);
    }
    KafkaSettings kafka = KafkaSettings.of(HOST + ":" + port);
    Admin admin = Admin.create(kafka.toProperties());
    awaitAnswer(admin, child);
    return new Broker(child.process(), kafka, admin);
  }

  // On a busy machine a port is open long before anybody answers there.
  private static void awaitAnswer(Admin admin, ChildJvms.Child child) throws InterruptedException {
    try {
      var unused = admin.describeCluster().nodes().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      admin.close(Duration.ZERO);
      throw new BenchException("broker does not answer: output=" + child.lastWords(), e);
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  KafkaSettings kafka() {
    return kafka;
  }

  /** Returns the CPU time it has used; empty when the system does not say. */
  Optional<Duration> cpu() {
    return process.info().totalCpuDuration();
  }

  /** Returns the bytes of a topic's log; empty when the broker does not say. */
  OptionalLong size(String topic) throws InterruptedException {
    try {
      long bytes = 0;
      for (Map<String, LogDirDescription> directories : logDirectories()) {
        for (LogDirDescription directory : directories.values()) {
          for (Map.Entry<TopicPartition, ReplicaInfo> replica :
              directory.replicaInfos().entrySet()) {
            bytes += replica.getKey().topic().equals(topic) ? replica.getValue().size() : 0;
          }
        }
      }
      return OptionalLong.of(bytes);
    } catch (ExecutionException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Forces a topic's log to the disk, which otherwise is busy with it while the next run is
   * measured.
   */
  void force(String topic) throws IOException, InterruptedException {
    for (Path log : logs(topic)) {
      try (DirectoryStream<Path> segments = Files.newDirectoryStream(log, "*.log")) {
        for (Path segment : segments) {
          try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }
      }
    }
  }

  private List<Path> logs(String topic) throws InterruptedException {
    try {
      List<Path> logs = new ArrayList<>();
      for (Map<String, LogDirDescription> directories : logDirectories()) {
        directories.forEach(
            (directory, described) ->
                described.replicaInfos().keySet().stream()
                    .filter(partition -> partition.topic().equals(topic))
                    .forEach(partition -> logs.add(Path.of(directory, partition.toString()))));
      }
      return logs;
    } catch (ExecutionException e) {
      throw new BenchException("broker does not say where its logs are: topic=" + topic, e);
    }
  }

  private Collection<Map<String, LogDirDescription>> logDirectories()
      throws ExecutionException, InterruptedException {
    Collection<Node> nodes = admin.describeCluster().nodes().get();
    return admin
        .describeLogDirs(nodes.stream().map(Node::id).toList())
        .allDescriptions()
        .get()
        .values();
  }

  /** Deletes topics that are there. */
  void delete(List<String> topics) throws InterruptedException {
    try {
      List<String> there =
          admin.listTopics().names().get().stream().filter(topics::contains).toList();
      admin.deleteTopics(there).all().get();
    } catch (ExecutionException e) {
      throw new BenchException("topics can't be deleted: topics=" + topics, e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    ChildJvms.stop(process);
  }
}
