package io.tributary.cli;

import io.tributary.cluster.ClusterInfo;
import io.tributary.failure.UsageException;
import io.tributary.operations.ClusterAccess;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.ModelFiles;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is for. */
final class ClusterOptions {
  private static final Pattern ADDRESS = Pattern.compile("[^\\s:/]+:\\d{1,5}");
  private static final String KAFKA = "KAFKA";

  @Option(
      names = "--jobmanager",
      paramLabel = "HOST:PORT",
      description = "The JobManager's REST address; by default the local cluster's.")
  private @Nullable String jobManager;

  @Option(
      names = "--cluster",
      paramLabel = "DIR",
      description =
          "The directory of the local cluster, or where to keep pipeline files for later commands.")
  private @Nullable Path directory;

  /**
   * Returns how to reach the cluster.
   *
   * @throws UsageException when no cluster is named and there is no local one
   */
  ClusterAccess access(Console console) {
    String address = jobManager;
    if (address != null) {
      requireAddress(address);
      Path files = directory != null ? directory : filesOf(address);
      Optional<ClusterInfo> info = directory == null ? Optional.empty() : read(directory);
      return access(address, files, info, console.environment(), console.waiting());
    }
    Path files = localDirectory(console);
    ClusterInfo info =
        read(files)
            .orElseThrow(
                () ->
                    new UsageException(
                        "no local cluster, name one with --jobmanager HOST:PORT: directory="
                            + files));
    return access(
        info.jobManager(),
        files,
        Optional.of(info),
        withKafka(console.environment(), info),
        console.waiting());
  }

  /** Returns the variables for pipeline files, as {@link #access} does, also without a cluster. */
  Map<String, String> environment(Console console) {
    return jobManager == null ? environment(directory, console) : console.environment();
  }

  /** Returns the environment, in which the local cluster's Kafka is the default if there is one. */
  static Map<String, String> environment(@Nullable Path directory, Console console) {
    Path files =
        directory != null ? directory : ClusterInfo.defaultDirectory(console.environment());
    return read(files)
        .map(info -> withKafka(console.environment(), info))
        .orElse(console.environment());
  }

  private static ClusterAccess access(
      String address,
      Path files,
      Optional<ClusterInfo> info,
      Map<String, String> environment,
      Waiting waiting) {
    return new ClusterAccess(
        new FlinkRest(address, info.flatMap(ClusterInfo::restTls), waiting),
        new ModelFiles(files),
        info.map(
            local ->
                new ClusterAccess.Local(local.kafka(), local.checkpoints(), local.savepoints())),
        environment);
  }

  private Path localDirectory(Console console) {
    return directory != null ? directory : ClusterInfo.defaultDirectory(console.environment());
  }

  private static Path filesOf(String address) {
    return Path.of(
        System.getProperty("user.home"),
        ".tributary",
        "jobmanagers",
        address.replaceAll("[^a-zA-Z0-9._-]", "_"));
  }

  private static void requireAddress(String address) {
    if (!ADDRESS.matcher(address).matches()) {
      throw new UsageException("not an address: --jobmanager=" + address + " allowed=host:port");
    }
  }

  private static Optional<ClusterInfo> read(Path directory) {
    try {
      return ClusterInfo.read(directory);
    } catch (IOException e) {
      throw new UsageException("cluster can't be read: directory=" + directory, e);
    }
  }

  private static Map<String, String> withKafka(Map<String, String> environment, ClusterInfo info) {
    Map<String, String> more = new HashMap<>(environment);
    more.putIfAbsent(KAFKA, info.kafka());
    return more;
  }
}
