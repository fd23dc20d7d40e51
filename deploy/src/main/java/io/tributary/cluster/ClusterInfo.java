package io.tributary.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach a local cluster, as its directory says in {@code cluster.json}.
 *
 * @param jobManager address of the JobManager's REST API, {@code host:port}
 * @param kafka bootstrap servers of the broker, {@code host:port}
 * @param checkpoints URI of the directory of retained checkpoints, with a directory per job
 * @param savepoints URI of the directory of savepoints
 */
public record ClusterInfo(String jobManager, String kafka, String checkpoints, String savepoints) {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String FILE = "cluster.json";

  /** Returns where the local cluster is: {@code TRIBUTARY_CLUSTER}, or in the user's home. */
  public static Path defaultDirectory(Map<String, String> environment) {
    String directory = environment.get("TRIBUTARY_CLUSTER");
    return directory != null
        ? Path.of(directory)
        : Path.of(System.getProperty("user.home"), ".tributary", "cluster");
  }

  /** Reads what a cluster's directory says; empty when no cluster was started there. */
  public static Optional<ClusterInfo> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), ClusterInfo.class))
        : Optional.empty();
  }

  /** Writes it to a cluster's directory. */
  public void write(Path directory) throws IOException {
    PrivateFiles.replace(
        directory.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
  }
}
