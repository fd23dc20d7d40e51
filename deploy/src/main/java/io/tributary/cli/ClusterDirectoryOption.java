package io.tributary.cli;

import io.tributary.cluster.ClusterInfo;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which local cluster is meant. */
final class ClusterDirectoryOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "The cluster's directory; by default $TRIBUTARY_CLUSTER, or ~/.tributary/cluster.")
  private @Nullable Path directory;

  Path directory(Console console) {
    Path chosen =
        directory != null ? directory : ClusterInfo.defaultDirectory(console.environment());
    return chosen.toAbsolutePath().normalize();
  }
}
