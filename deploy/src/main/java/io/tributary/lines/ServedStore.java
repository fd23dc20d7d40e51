package io.tributary.lines;

import io.tributary.config.Pipeline;
import io.tributary.example.SchemaFingerprint;
import io.tributary.failure.UsageException;
import io.tributary.store.ModelStore;
import io.tributary.store.ModelStores;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens stores to score from, if they are of the pipeline's model. */
public final class ServedStore {
  private ServedStore() {}

  /**
   * Opens a store for reading.
   *
   * @throws UsageException when it is not there, or is of another model
   */
  public static ModelStore open(Path file, Pipeline pipeline) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("model store does not exist: file=" + file);
    }
    ModelStore store = ModelStores.openReadOnly(file);
    try {
      requireFit(file, store, pipeline);
      return store;
    } catch (UsageException e) {
      store.close();
      throw e;
    }
  }

  private static void requireFit(Path file, ModelStore store, Pipeline pipeline) {
    boolean fits =
        store.model().equals(pipeline.name())
            && store.layout().bits() == pipeline.schema().bits()
            && store.link() == pipeline.model().link()
            && store.form().text().equals(pipeline.model().form().text());
    if (!fits) {
      throw new UsageException(
          "model store belongs to another model: file="
              + file
              + " model="
              + store.model()
              + " bits="
              + store.layout().bits()
              + " link="
              + store.link()
              + " type="
              + store.form().text()
              + " wanted="
              + pipeline.name()
              + ","
              + pipeline.schema().bits()
              + ","
              + pipeline.model().link()
              + ","
              + pipeline.model().form().text());
    }
    SchemaFingerprint wanted = SchemaFingerprint.of(pipeline.schema());
    if (!store.features().equals(wanted)) {
      throw new UsageException(
          "model store belongs to other features: file="
              + file
              + " "
              + store.features().against(wanted)
              + "; score with the pipeline file that it was trained with, or train it anew");
    }
  }
}
