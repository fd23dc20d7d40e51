package io.tributary.session;

import io.tributary.config.Pipeline;
import io.tributary.example.SchemaFingerprint;
import io.tributary.failure.CommandFailedException;
import io.tributary.files.PrivateFiles;
import io.tributary.process.OwnDirectory;
import io.tributary.store.ModelStore;
import io.tributary.store.ModelStores;
import io.tributary.store.WrongStoreException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the stores of pipelines, which say what features they are of. */
public final class StoreFiles {
  private StoreFiles() {}

  /** A store that is open for writing, and its file. */
  record Opened(Path file, ModelStore store) {}

  /** Opens a pipeline's store for writing, and creates it when it is absent. */
  public static ModelStore create(Path file, Pipeline pipeline) {
    return ModelStores.create(file, pipeline.model(), SchemaFingerprint.of(pipeline.schema()));
  }

  /**
   * Creates a store in place of the one of the run before.
   *
   * @param wanted its file, or null for one in a private directory of the command's
   */
  static Opened replace(String command, Pipeline pipeline, @Nullable Path wanted) {
    if (wanted != null) {
      return open(wanted, pipeline);
    }
    Path directory = OwnDirectory.of(command);
    try {
      PrivateFiles.directory(directory);
    } catch (IOException e) {
      throw new CommandFailedException(
          "directory of the model store can't be used, choose a file with --store: dir="
              + directory
              + " cause="
              + e.getMessage(),
          e);
    }
    try {
      return open(directory.resolve(pipeline.name() + ".store"), pipeline);
    } catch (WrongStoreException e) {
      throw e;
    } catch (IllegalStateException e) {
      // The same command runs beside this one: nobody chose that file, so take another.
      long process = ProcessHandle.current().pid();
      return open(directory.resolve(pipeline.name() + "-" + process + ".store"), pipeline);
    }
  }

  private static Opened open(Path file, Pipeline pipeline) {
    return new Opened(
        file, ModelStores.replace(file, pipeline.model(), SchemaFingerprint.of(pipeline.schema())));
  }
}
