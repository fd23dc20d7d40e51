package io.tributary.cluster;

import io.tributary.files.PrivateFiles;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of a local cluster is.
 *
 * <pre>
 * cluster.json     how to reach it, while it runs
 * processes.json   its settings, ports and processes
 * conf/            Flink's and the logging's configuration, and each process's JVM options
 * logs/            NAME.log and NAME.out (standard output and error) of each process
 * kafka/           the broker's data
 * checkpoints/     retained checkpoints, a directory per job
 * savepoints/
 * zookeeper/       ZooKeeper's data, and ha/ what it points to, with high availability
 * tls/             the key of Flink's processes and their clients, with encryption
 * tmp/NAME/        temporary files of each process
 * models/          what submitting leaves behind for later commands
 * </pre>
 *
 * <p>Only their user can enter these directories, which keeps others from whatever Kafka and Flink
 * put there, too. The directory itself is as private when it is created here; one that was there
 * before stays as it is.
 */
record ClusterDirectory(Path root) {
  private static final String LOCK = ".lock";
  private static final List<String> PARTS =
      List.of("conf", "logs", "kafka", "checkpoints", "savepoints", "zookeeper", "ha", "tmp");
  private static final String TLS = "tls";
  private static final List<String> PARTS_OF_COMMANDS = List.of("models", TLS);
  private static final String JVM_OPTIONS = ".jvm";
  private static final List<String> FILES =
      List.of(
          ClusterInfo.FILE,
          ClusterInfo.FILE + PrivateFiles.NEXT,
          ClusterState.FILE,
          ClusterState.FILE + PrivateFiles.NEXT,
          LOCK);

  ClusterDirectory {
    root = root.toAbsolutePath().normalize();
  }

  Path conf() {
    return root.resolve("conf");
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  Path savepoints() {
    return root.resolve("savepoints");
  }

  Path zooKeeper() {
    return root.resolve("zookeeper");
  }

  Path ha() {
    return root.resolve("ha");
  }

  Certificates certificates() {
    return new Certificates(root.resolve(TLS));
  }

  Path temporary(Role role) {
    return root.resolve("tmp").resolve(role.name());
  }

  /** Returns what a process logs. */
  Path log(Role role) {
    return root.resolve("logs").resolve(role.name() + ".log");
  }

  /** Returns what a process prints: the reason, when it does not get as far as logging. */
  Path out(Role role) {
    return root.resolve("logs").resolve(role.name() + ".out");
  }

  /** Returns the JVM options of a process; its command line names this file. */
  Path jvmOptions(Role role) {
    return conf().resolve(role.name() + JVM_OPTIONS);
  }

  /** Returns the role whose JVM options a file holds; empty when it is no such file of this. */
  Optional<Role> roleOfJvmOptions(String file) {
    String start = conf() + File.separator;
    if (!file.startsWith(start) || !file.endsWith(JVM_OPTIONS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Role.parse(file.substring(start.length(), file.length() - JVM_OPTIONS.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  ClusterInfo info(ClusterPorts ports, boolean isEncrypted) {
    return new ClusterInfo(
        ports.restAddress(),
        ports.kafkaAddress(),
        checkpoints().toUri().toString(),
        savepoints().toUri().toString(),
        isEncrypted ? certificates().directory().toString() : null);
  }

  void create() {
    try {
      for (String part : PARTS) {
        PrivateFiles.directory(root.resolve(part));
      }
    } catch (IOException e) {
      throw new ClusterException("cluster's directory can't be created: dir=" + root, e);
    }
  }

  /**
   * Keeps other commands from changing the cluster meanwhile.
   *
   * @throws ClusterException when another one is at it
   */
  Lock lock() {
    try {
      PrivateFiles.ownDirectory(root);
      FileChannel channel = PrivateFiles.open(root.resolve(LOCK));
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new ClusterException("another command is changing this cluster: dir=" + root);
      }
      return new Lock(channel);
    } catch (IOException e) {
      throw new ClusterException(
          "cluster's directory can't be used, --dir chooses another: dir="
              + root
              + " cause="
              + e.getMessage(),
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The right to change the cluster; the system takes it back when this process ends. */
  record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new ClusterException("cluster's directory can't be unlocked", e);
      }
    }
  }

  /** Returns a fresh temporary directory: a killed process leaves its files behind. */
  Path emptyTemporary(Role role) {
    Path directory = temporary(role);
    delete(directory);
    try {
      return PrivateFiles.directory(directory);
    } catch (IOException e) {
      throw new ClusterException("directory can't be created: dir=" + directory, e);
    }
  }

  void deleteTemporary() {
    delete(root.resolve("tmp"));
  }

  /**
   * Deletes all that a cluster and the commands for it have put here, and the directory if nothing
   * else is in it. The process table goes last, so that who is cut off can do it again.
   */
  void deleteAll() {
    PARTS.forEach(part -> delete(root.resolve(part)));
    PARTS_OF_COMMANDS.forEach(part -> delete(root.resolve(part)));
    try {
      for (String file : FILES) {
        Files.deleteIfExists(root.resolve(file));
      }
      if (isEmpty(root)) {
        Files.delete(root);
      }
    } catch (IOException e) {
      throw new ClusterException("cluster's directory can't be deleted: dir=" + root, e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // Walking does not follow symbolic links: what they point at is not ours to delete.
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new ClusterException("directory can't be deleted: dir=" + directory, e);
    }
  }
}
