package io.tributary.cli;

import io.tributary.config.Pipeline;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where commands put the models of single runs. */
final class StoreFiles {
  private StoreFiles() {}

  /** A store that is open for writing, and its file. */
  record Opened(Path file, ModelStore store) {}

  /**
   * Creates a store in place of the one of the run before.
   *
   * @param wanted its file, or null for one of the command's in the system's temporary directory
   */
  static Opened replace(String command, Pipeline pipeline, @Nullable Path wanted) {
    if (wanted != null) {
      return open(wanted, pipeline);
    }
    Path directory = Path.of(System.getProperty("java.io.tmpdir"), "tributary-" + command);
    try {
      return open(directory.resolve(pipeline.name() + ".store"), pipeline);
    } catch (IllegalStateException e) {
      // The same command runs beside this one: nobody chose that file, so take another.
      long process = ProcessHandle.current().pid();
      return open(directory.resolve(pipeline.name() + "-" + process + ".store"), pipeline);
    }
  }

  private static Opened open(Path file, Pipeline pipeline) {
    return new Opened(file, ChronicleModelStore.replace(file, pipeline.model()));
  }
}
