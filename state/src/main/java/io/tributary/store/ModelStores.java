package io.tributary.store;

import io.tributary.example.SchemaFingerprint;
import io.tributary.model.ModelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Opens the store of a model, whether its rows are found by coordinate or by key. Which of the two
 * a file is, the file says itself.
 */
public final class ModelStores {
  private ModelStores() {}

  /** Opens a store for writing and reading, as {@link ChronicleModelStore#create} does. */
  public static ModelStore create(Path file, ModelSpec spec, SchemaFingerprint features) {
    return spec.isExact()
        ? ChronicleKeyedStore.create(file, spec, features)
        : ChronicleModelStore.create(file, spec, features);
  }

  /** Creates a store in place of one, as {@link ChronicleModelStore#replace} does. */
  public static ModelStore replace(Path file, ModelSpec spec, SchemaFingerprint features) {
    return spec.isExact()
        ? ChronicleKeyedStore.replace(file, spec, features)
        : ChronicleModelStore.replace(file, spec, features);
  }

  /** Opens a store for reading, as {@link ChronicleModelStore#openReadOnly} does. */
  public static ModelStore openReadOnly(Path file) {
    try {
      return KeyedTrailer.isAtEndOf(file)
          ? ChronicleKeyedStore.openReadOnly(file)
          : ChronicleModelStore.openReadOnly(file);
    } catch (IOException e) {
      throw new UncheckedIOException("model store can't be opened: file=" + file, e);
    }
  }
}
