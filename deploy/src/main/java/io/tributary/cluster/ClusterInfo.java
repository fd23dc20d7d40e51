package io.tributary.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.files.PrivateFiles;
import io.tributary.operations.FlinkRest;
import io.tributary.operations.RestTls;
import io.tributary.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a local cluster, as its directory says in {@code cluster.json}.
 *
 * @param jobManager address of the JobManager's REST API, {@code host:port}; of both, separated by
 *     a comma, with high availability
 * @param kafka bootstrap servers of the broker, {@code host:port}
 * @param checkpoints URI of the directory of retained checkpoints, with a directory per job
 * @param savepoints URI of the directory of savepoints
 * @param tls directory of the key without which Flink's REST API refuses its clients; null when it
 *     is for everybody on this machine
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterInfo(
    String jobManager, String kafka, String checkpoints, String savepoints, @Nullable String tls) {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String FILE = "cluster.json";

  /** Creates one of a cluster without encryption. */
  public ClusterInfo(String jobManager, String kafka, String checkpoints, String savepoints) {
    this(jobManager, kafka, checkpoints, savepoints, null);
  }

  /** Returns a client of its JobManagers. */
  public FlinkRest rest(Waiting waiting) {
    return new FlinkRest(jobManager, restTls(), waiting);
  }

  /** Returns what a client of its REST API shows and trusts; empty without encryption. */
  public Optional<RestTls> restTls() {
    return Optional.ofNullable(tls).map(Path::of).map(Certificates::new).map(Certificates::rest);
  }

  /** Returns the addresses of its web UI, one for each JobManager. */
  public List<String> webUi() {
    return Arrays.stream(jobManager.split(","))
        .map(address -> (tls == null ? "http://" : "https://") + address)
        .toList();
  }

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
