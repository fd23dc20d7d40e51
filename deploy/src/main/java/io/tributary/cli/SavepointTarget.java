package io.tributary.cli;

import io.tributary.operations.ClusterAccess;
import io.tributary.operations.Submission;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a savepoint goes. */
final class SavepointTarget {
  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Directory for the savepoint, as the cluster sees it; by default the model's.")
  private @Nullable String to;

  boolean isGiven() {
    return to != null;
  }

  /** Returns the directory, or nothing when only the cluster knows one. */
  Optional<String> directory(ClusterAccess cluster, String model) {
    return Optional.ofNullable(to)
        .map(Submission::absolute)
        .or(() -> cluster.storage(model).savepoints());
  }

  /** Notes a savepoint that later commands would not find by themselves. */
  void note(ClusterAccess cluster, String model, String path) throws IOException {
    if (to != null) {
      cluster.files().addSavepoint(model, path);
    }
  }
}
