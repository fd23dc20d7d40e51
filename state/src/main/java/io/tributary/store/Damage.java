package io.tributary.store;

import io.tributary.codec.CorruptDataException;
import java.nio.file.Path;

/** What is said of a store that does not hold what was written, and what helps. */
final class Damage {
  private static final String REMEDY =
      "; delete the file, and 'tributary run' or 'tributary mirror' builds it anew";

  private Damage() {}

  static CorruptDataException in(Path file, String found) {
    return new CorruptDataException("model store is damaged: file=" + file + " " + found + REMEDY);
  }

  static CorruptDataException inBlock(Path file, int block, String found) {
    return in(file, "block=" + block + " found=" + found);
  }

  static WrongStoreException otherLayout(Path file, String found) {
    return new WrongStoreException(
        "model store is of another layout, or its end is missing: file="
            + file
            + " "
            + found
            + REMEDY);
  }
}
